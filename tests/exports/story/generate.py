"""Writes the exports of a fictional household (profiles Alex, Sam, Kids) beside this file.

    python3 generate.py <path to netflix_titles.csv>

Deterministic, no dependencies. The titles CSV is the public CC0 set "Netflix Movies and TV Shows"; only titles, genres,
running times and seasons are taken from it. Who watched or bought what is invented. EXPECTED.json holds the numbers a
correct importer finds; they are counted here, from what is written, by other means than the importer's.
"""
import collections
import csv
import datetime as dt
import io
import json
import pathlib
import random
import sys
import zipfile

import catalogue

HERE = pathlib.Path(__file__).parent
END = dt.datetime(2026, 11, 20, 22, 0, 0)
START = dt.datetime(2023, 11, 24, 18, 0, 0)
TAGS = {
    "crime": {"Crime TV Shows", "TV Mysteries", "TV Thrillers", "Thrillers"},
    "scifi": {"Sci-Fi & Fantasy", "TV Sci-Fi & Fantasy"},
    "docu": {"Documentaries", "Docuseries", "Science & Nature TV"},
    "other": {"Comedies", "Dramas", "Action & Adventure", "TV Dramas", "TV Comedies", "Stand-Up Comedy"},
    "sam": {"Romantic Movies", "Romantic TV Shows", "Reality TV"},
    "kids": {"Children & Family Movies", "Kids' TV"},
}
DEVICES = {"Alex": ["LG 2022 UHD TV", "Chrome PC (Cadmium)"], "Sam": ["iPhone 14", "LG 2022 UHD TV"], "Kids": ["iPad Air"]}
CLOSED_TO_OTHERS = TAGS["sam"] | TAGS["kids"] | {"LGBTQ Movies", "Faith & Spirituality", "Anime Series", "Anime Features"}


class Title:
    def __init__(self, row):
        self.name, self.film = row[3].strip(), row[1] == "Movie"
        self.genres = {genre.strip() for genre in row[11].split(",")}
        number = row[10].split(" ")[0]
        self.size = int(number) if number.isdigit() else 0
        self.year, self.country = int(row[8]), row[6]


def load(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    west = ("United States", "United Kingdom", "Germany", "Denmark", "Sweden", "Spain", "France", "Canada", "South Korea", "Australia")
    titles, seen = [], collections.Counter(row[3].strip().lower() for row in rows)
    for row in rows:
        if len(row) > 11 and row[1] in ("Movie", "TV Show") and row[8].isdigit() and seen[row[3].strip().lower()] == 1:
            title = Title(row)
            plain = title.name.isascii() and 2 <= len(title.name) <= 45
            long_enough = title.size >= 60 if title.film else title.size >= 1
            if plain and long_enough and title.year >= 2008 and title.country.startswith(west):
                titles.append(title)
    return titles


def pick(chance, titles, tag, films, shows, taken):
    """Films and shows of a tag; `crime`, `scifi`, `docu` and `other` never with the genres of the others in the household."""
    closed = CLOSED_TO_OTHERS if tag not in ("sam", "kids") else (TAGS["kids"] if tag == "sam" else TAGS["sam"])
    fitting = [t for t in titles if t.genres & TAGS[tag] and not t.genres & closed and t.name not in taken]
    if tag == "other":
        fitting = [t for t in fitting if not t.genres & (TAGS["crime"] | TAGS["scifi"] | TAGS["docu"])]
    chosen = chance.sample([t for t in fitting if t.film], films) + chance.sample([t for t in fitting if not t.film], shows)
    taken.update(t.name for t in chosen)
    return chosen


def sensitive(chance, titles, taken):
    """Three titles of genres from which nothing may be derived."""
    fitting = [t for t in titles if t.film and t.genres & {"LGBTQ Movies", "Faith & Spirituality"} and not t.genres & TAGS["kids"]]
    chosen = chance.sample(fitting, 3)
    taken.update(t.name for t in chosen)
    return chosen


def evening(chance):
    """A start between early evening and after midnight, UTC."""
    day = START + dt.timedelta(days=chance.randrange((END - START).days))
    return day.replace(hour=17, minute=0, second=0) + dt.timedelta(seconds=chance.randrange(6 * 3600))


def clock(seconds):
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def row(profile, start, seconds, title, chance, kind="", attributes=""):
    latest = clock(seconds) if chance.random() < 0.6 else "Not latest view"
    return [profile, start.strftime("%Y-%m-%d %H:%M:%S"), clock(seconds), attributes, title, kind, chance.choice(DEVICES[profile]),
            clock(seconds), latest, "DE (Germany)"]


def episodes(chance, show):
    """Consecutive episodes from the first season on, as (season, number)."""
    number_of = min(show.size, 3)
    wanted, out = chance.choice([2, 3, 4, 6, 8, 10]), []
    for season in range(1, number_of + 1):
        for number in range(1, 9):
            if len(out) < wanted:
                out.append((season, number))
    return out


def names(show, season, number):
    marker = "Limited Series" if show.size == 1 and len(show.name) % 3 == 0 else f"Season {season}"
    return f"{show.name}: {marker}: Episode {number}", f"{show.name}: {marker}: Episode {number} (Episode {number})"


class Household:
    def __init__(self, chance):
        self.chance, self.rows, self.days = chance, [], collections.defaultdict(list)
        self.views = collections.Counter()
        self.finished = collections.defaultdict(set)
        self.seconds = collections.Counter()
        self.skipped = collections.Counter()

    def play(self, profile, start, seconds, rich, short, view=True):
        self.rows.append((profile, start, row(profile, start, seconds, rich, self.chance)))
        local = (start + dt.timedelta(hours=2 if 4 <= start.month <= 10 else 1)).date()
        if (local, short) not in self.days[profile]:
            self.days[profile].append((local, short))
        self.views[profile] += view
        self.seconds[profile] += seconds

    def watch_film(self, profile, film, split):
        start, seconds = self.at(evening(self.chance)), film.size * 60 - self.chance.randrange(30, 240)
        self.finished[profile].add(film.name)
        if not split:
            return self.play(profile, start, seconds, film.name, film.name)
        first = seconds * self.chance.choice([3, 4, 5, 6]) // 10
        self.play(profile, start, first, film.name, film.name)
        gap = self.chance.choice([3600, 20 * 3600, 24 * 3600])
        self.play(profile, start + dt.timedelta(seconds=first + gap), seconds - first, film.name, film.name, view=False)

    def watch_show(self, profile, show):
        start = self.at(evening(self.chance))
        self.finished[profile].add(show.name)
        for season, number in episodes(self.chance, show):
            if start > END:
                return
            short, rich = names(show, season, number)
            seconds = self.chance.randrange(24, 58) * 60 + self.chance.randrange(60)
            self.play(profile, start, seconds, rich, short)
            start += dt.timedelta(seconds=seconds + 30) if self.chance.random() < 0.4 else dt.timedelta(hours=self.chance.choice([23, 24, 25, 47]))

    def preview(self, profile, title):
        kind = self.chance.choice(["TRAILER", "TEASER_TRAILER", "HOOK", "CINEMAGRAPH"])
        start = evening(self.chance)
        seconds = self.chance.randrange(4, 140)
        self.rows.append((profile, start, row(profile, start, seconds, title.name, self.chance, kind, "Autoplayed: user action: None; ")))
        self.skipped["previews"] += 1

    def autoplay(self, profile, title):
        start = evening(self.chance)
        self.rows.append((profile, start, row(profile, start, self.chance.randrange(3, 55), title.name, self.chance, "", "Autoplayed: user action: None; ")))
        self.skipped["too_short"] += 1

    def abandon(self, profile, title):
        start = self.at(evening(self.chance))
        short, rich = (title.name, title.name) if title.film else names(title, 1, 1)
        self.play(profile, start, self.chance.randrange(90, 300), rich, short)

    def at(self, start):
        return min(start, END - dt.timedelta(days=4))


def netflix(titles):
    chance, taken = random.Random(20261123), set()
    home = Household(chance)
    alex = (
        pick(chance, titles, "crime", 78, 52, taken) + pick(chance, titles, "scifi", 34, 24, taken)
        + pick(chance, titles, "docu", 48, 24, taken) + pick(chance, titles, "other", 37, 12, taken) + sensitive(chance, titles, taken)
    )
    sam, kids = pick(chance, titles, "sam", 34, 22, taken), pick(chance, titles, "kids", 18, 22, taken)
    for profile, watched in (("Alex", alex), ("Sam", sam), ("Kids", kids)):
        split = set(chance.sample([t.name for t in watched if t.film], {"Alex": 24, "Sam": 4, "Kids": 0}[profile]))
        for title in watched:
            if title.film:
                home.watch_film(profile, title, title.name in split)
            else:
                home.watch_show(profile, title)
    rest = [t for t in titles if t.name not in taken and not t.genres & TAGS["kids"]]
    teased = chance.sample(rest, 150)
    for title in teased[:70]:
        home.preview(chance.choice(["Alex", "Alex", "Sam", "Kids"]), title)
    for title in teased[70:100]:
        home.autoplay(chance.choice(["Alex", "Sam"]), title)
    for title in teased[100:126]:
        home.abandon(chance.choice(["Alex", "Alex", "Sam"]), title)
    older = [(dt.date(2023, 1, 3) + dt.timedelta(days=chance.randrange(300)), t.name) for t in teased[126:150] if t.film]

    header = "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country".split(",")
    home.rows.sort(key=lambda r: r[1], reverse=True)
    home.rows.sort(key=lambda r: ["Alex", "Sam", "Kids"].index(r[0]))
    write(HERE / "netflix/ViewingActivity.csv", [header] + [r[2] for r in home.rows])

    short = sorted(home.days["Alex"] + older, key=lambda r: r[0], reverse=True)
    lines = ['"Title","Date"'] + ['"%s","%d/%d/%02d"' % (t.replace('"', '""'), d.month, d.day, d.year % 100) for d, t in short]
    (HERE / "netflix/NetflixViewingHistory.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    crime = [t for t in alex if t.genres & {"Crime TV Shows"}]
    return {
        "netflix/ViewingActivity.csv": {
            "rows": len(home.rows), "previews": home.skipped["previews"], "too_short": home.skipped["too_short"],
            "views": dict(sorted(home.views.items())), "seconds": dict(sorted(home.seconds.items())),
            "finished_titles": {name: len(found) for name, found in sorted(home.finished.items())},
            "alex_crime_or_thriller_titles": len([t for t in alex if t.genres & TAGS["crime"]]),
            "alex_crime_shows": len(crime),
        },
        "netflix/NetflixViewingHistory.csv": {"rows": len(short), "date_order": "MDY", "not_in_the_rich_list": len(older)},
    }


def write(path, rows, mark=False):
    path.parent.mkdir(exist_ok=True)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(("\ufeff" if mark else "") + out.getvalue(), encoding="utf-8")


def asin(number):
    alphabet, out = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", ""
    number = number * 7919 + 104729
    for _ in range(6):
        number, rest = divmod(number, len(alphabet))
        out += alphabet[rest]
    return "B0" + out + "XY"


def orders():
    """Item rows, newest first; one to three items an order."""
    chance = random.Random(42_5)
    lines, number = [], 0
    for kind, items in (("kept", catalogue.KEPT), ("gift", catalogue.GIFTS), ("returned", catalogue.RETURNED), ("cancelled", catalogue.CANCELLED)):
        for times, price, title in items:
            number += 1
            lines += [{"kind": kind, "price": price, "title": title, "asin": asin(number)} for _ in range(times)]
    chance.shuffle(lines)
    first = dt.datetime(2023, 5, 8, 8, 0, 0)
    span = dt.datetime(2026, 11, 18, 8, 0, 0) - first
    groups, left = [], lines
    while left:
        size = 1 if left[0]["kind"] != "kept" else chance.choice([1, 1, 2, 3])
        group = [left[0]]
        for line in left[1 : size]:
            if line["kind"] == "kept" and line["asin"] not in {other["asin"] for other in group}:
                group.append(line)
        left = [line for line in left if not any(line is one for one in group)]
        groups.append(group)
    # The current export holds three years, the elder one what was before and the first of them: more orders lately than early on.
    moments = sorted(first + span * (chance.random() ** 0.7) for _ in groups)
    rows = []
    for moment, group in zip(moments, groups):
        moment = moment.replace(microsecond=0)
        order = f"30{chance.randrange(2, 6)}-{chance.randrange(10**6, 10**7)}-{chance.randrange(10**6, 10**7)}"
        for line in group:
            quantity = 2 if line["price"] < 2500 and line["kind"] == "kept" and chance.random() < 0.2 else 1
            rows.append(line | {"at": moment, "order": order, "quantity": quantity})
    return rows[::-1]


ADDRESS = "Alex Beispiel Lindenweg 7 Musterstadt 12345 Germany"
RETAIL = ("Website,Order ID,Order Date,Purchase Order Number,Currency,Unit Price,Unit Price Tax,Shipping Charge,Total Discounts,Total Owed,"
          "Shipment Item Subtotal,Shipment Item Subtotal Tax,ASIN,Product Condition,Quantity,Payment Instrument Type,Order Status,Shipment Status,"
          "Ship Date,Shipping Option,Shipping Address,Billing Address,Carrier Name & Tracking Number,Product Name,Gift Message,Gift Sender Name,"
          "Gift Recipient Contact Details,Item Serial Number").split(",")
RENAMED = {"Total Owed": "Total Amount", "Quantity": "Original Quantity", "Payment Instrument Type": "Payment Method Type",
           "Gift Recipient Contact Details": "Gift Recipient Contact"}


def cells(line):
    cancelled, gift = line["kind"] == "cancelled", line["kind"] == "gift"
    total = 0 if cancelled else line["price"] * line["quantity"]
    net = round(line["price"] / 1.19)
    money = lambda cents: f"{cents // 100}.{cents % 100:02}"
    nothing = "Not Available"
    return {
        "Website": "Amazon.de", "Order ID": line["order"], "Order Date": line["at"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Purchase Order Number": "Not Applicable", "Currency": "EUR", "Unit Price": money(net), "Unit Price Tax": money(line["price"] - net),
        "Shipping Charge": "0", "Total Discounts": "0", "Total Owed": money(total) if total else "0",
        "Shipment Item Subtotal": money(total), "Shipment Item Subtotal Tax": money(total - round(total / 1.19)), "ASIN": line["asin"],
        "Product Condition": "New", "Quantity": str(line["quantity"]), "Payment Instrument Type": "Mastercard - 4321",
        "Order Status": "Cancelled" if cancelled else "Closed", "Shipment Status": nothing if cancelled else "Shipped",
        "Ship Date": nothing if cancelled else (line["at"] + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.221Z"),
        "Shipping Option": "next-de", "Shipping Address": ADDRESS, "Billing Address": ADDRESS,
        "Carrier Name & Tracking Number": nothing if cancelled else f"DHL(0034{int(line['order'][4:11]):016})", "Product Name": line["title"],
        "Gift Message": "Alles Liebe zum Geburtstag,\nwir denken an dich!" if gift else nothing, "Gift Sender Name": "Familie Beispiel" if gift else nothing,
        "Gift Recipient Contact Details": "+49 30 5550199" if gift else nothing,
        "Item Serial Number": "SN-77-" + line["asin"] if line["price"] > 20000 else nothing,
    }


def amazon():
    everything = orders()
    current = [line for line in everything if line["at"] >= dt.datetime(2023, 11, 20)]
    elder = [line for line in everything if line["at"] < dt.datetime(2025, 2, 1)]
    write(HERE / "amazon/Retail.OrderHistory.1.csv", [RETAIL] + [[cells(line)[name] for name in RETAIL] for line in elder], mark=True)

    names = sorted(RETAIL, key=lambda name: RENAMED.get(name, name))
    table = [[RENAMED.get(name, name) for name in names]] + [[cells(line)[name] for name in names] for line in current]
    back = [line for line in current if line["kind"] == "returned"]
    refunds = [["Order ID", "Refund Date", "Refund Amount", "Currency", "Reversal Reason", "Status"]]
    for line in back:
        amount = line["price"] * line["quantity"]
        refunds.append([line["order"], (line["at"] + dt.timedelta(days=9)).strftime("%Y-%m-%dT09:00:00Z"), f"{amount // 100}.{amount % 100:02}", "EUR", "Customer return", "Completed"])
    discounted = next(line for line in current if line["kind"] == "kept" and line["price"] > 5000)
    refunds.append([discounted["order"], "2026-01-05T09:00:00Z", "5.00", "EUR", "Price adjustment", "Completed"])
    digital = [["Order ID", "Order Date", "Product Name", "Our Price", "Our Price Currency Code"]]
    for place, (price, title) in enumerate(catalogue.DIGITAL):
        digital.append([f"D01-{4000001 + place}-{5550000 + place}", f"2025-0{place + 2}-14T19:2{place}:00Z", title, f"{price / 100:.2f}", "EUR"])
    with zipfile.ZipFile(HERE / "amazon/Your Orders.zip", "w", zipfile.ZIP_DEFLATED) as box:
        for name, rows, mark in (
            ("Your Orders/Your Amazon Orders/Order History.csv", table, True),
            ("Your Orders/Your Amazon Orders/Digital Content Orders.csv", digital, False),
            ("Your Orders/Your Returns & Refunds/Refund Details.csv", refunds, False),
        ):
            out = io.StringIO()
            csv.writer(out, lineterminator="\r\n").writerows(rows)
            info = zipfile.ZipInfo(name, (2026, 11, 21, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            box.writestr(info, ("\ufeff" if mark else "") + out.getvalue())
    kinds = lambda lines, kind: sum(line["kind"] == kind for line in lines)
    paid = lambda lines: sum(line["price"] * line["quantity"] for line in lines if line["kind"] != "cancelled")
    shared = [line for line in current if line in elder]
    return {
        "amazon/Your Orders.zip": {
            "item_rows": len(current), "cancelled": kinds(current, "cancelled"), "gifts": kinds(current, "gift"), "returned": len(back),
            "digital": len(digital) - 1, "refund_rows": len(refunds) - 1, "cents": paid(current),
        },
        "amazon/Retail.OrderHistory.1.csv": {
            "item_rows": len(elder), "cancelled": kinds(elder, "cancelled"), "gifts": kinds(elder, "gift"), "cents": paid(elder),
        },
        "amazon": {"items_together": len(everything), "in_both": len(shared)},
    }


def main():
    expected = netflix(load(sys.argv[1])) | amazon()
    (HERE / "EXPECTED.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(expected, indent=1))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    (HERE / "netflix").mkdir(exist_ok=True)
    (HERE / "amazon").mkdir(exist_ok=True)
    main()
