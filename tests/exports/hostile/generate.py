"""Writes the hostile samples beside this file. Deterministic, no dependencies: python3 generate.py"""
import io
import pathlib
import sqlite3
import stat
import zipfile

HERE = pathlib.Path(__file__).parent
HISTORY = b'Title,Date\r\n"Northbound","8/30/26"\r\n'
DAY = (2026, 11, 1, 0, 0, 0)


def archive(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content, mode in entries:
            info = zipfile.ZipInfo(name, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = mode << 16
            box.writestr(info, content)
    return out.getvalue()


FILE = stat.S_IFREG | 0o644
good = archive(("NetflixViewingHistory.csv", HISTORY * 40, FILE))
encrypted = bytearray(good)
encrypted[6] |= 1  # the flag in the local header
encrypted[good.rindex(b"PK\x01\x02") + 8] |= 1  # and in the directory
damaged = bytearray(good)
damaged[70] ^= 0xFF  # within the packed bytes

samples = {
    "empty.csv": b"",
    "only-a-mark.csv": b"\xef\xbb\xbf\r\n\r\n",
    "header-only.csv": b"Title,Date\r\n",
    "web-page.csv": b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Title,Date</body></html>\n",
    "utf16.csv": 'Title,Date\r\n"Northbound","8/30/26"\r\n'.encode("utf-16"),
    "utf16-no-mark.csv": 'Title,Date\r\n"Northbound","8/30/26"\r\n'.encode("utf-16-le"),
    "latin1.csv": 'Title,Date\r\n"Óscar y el mar","8/30/26"\r\n"Northbound","8/29/26"\r\n'.encode("latin-1"),
    "nul.csv": b"Title,Date\r\n\x00\x00\x00\r\n",
    "unclosed-quote.csv": b'Title,Date\r\n"Northbound","8/30/26"\r\n"Paper Lanterns,8/29/26\r\n',
    "ragged.csv": b'Title,Date\r\nNorthbound\r\n"Paper Lanterns","8/29/26","x","y"\r\n,8/28/26\r\nNorthbound,31/31/26\r\n',
    "formula.csv": b'Title,Date\r\n"=HYPERLINK(""http://evil.example"",""x"")","8/30/26"\r\n"<img src=x onerror=alert(1)>","8/29/26"\r\n',
    "wrong-columns.csv": b"Profile Name,Start Time,Duration,Attributes,Supplemental Video Type,Latest Bookmark\r\nAlex,2026-01-01 10:00:00,00:10:00,,,\r\n",
    "orders-without-items.csv": b"Order ID,Order Date,Shipment Item Subtotal,Carrier Name & Tracking Number,Shipping Option,Total Owed\r\n1,2026-01-01T00:00:00Z,1,UPS,std,1\r\n",
    "unknown.csv": b"Datum,Wertstellung,Betrag\r\n2026-01-01,2026-01-02,12.00\r\n",
    "picture.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01",
    "cut.zip": good[: len(good) * 2 // 3],
    "damaged.zip": bytes(damaged),
    "encrypted.zip": bytes(encrypted),
    "upward.zip": archive(("../NetflixViewingHistory.csv", HISTORY, FILE)),
    "absolute.zip": archive(("/tmp/NetflixViewingHistory.csv", HISTORY, FILE)),
    "drive.zip": archive(("C:/NetflixViewingHistory.csv", HISTORY, FILE)),
    "link.zip": archive(("NetflixViewingHistory.csv", b"/etc/passwd", stat.S_IFLNK | 0o777)),
    "nested.zip": archive(("inner.zip", good, FILE), ("NetflixViewingHistory.csv", HISTORY, FILE)),
    "no-entries.zip": archive(),
}
for name, content in samples.items():
    (HERE / name).write_bytes(content)

# A browser's history whose visits are still in the log beside it.
(HERE / "history-in-its-log.sqlite").unlink(missing_ok=True)
history = sqlite3.connect(HERE / "history-in-its-log.sqlite")
history.execute("PRAGMA journal_mode = WAL")
history.execute("CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT)")
history.execute("CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, transition INTEGER)")
history.commit()
history.close()
