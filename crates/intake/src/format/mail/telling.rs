//! What one mail tells of one order, out of schema.org's words (`Order`, `ParcelDelivery`, `Invoice`).
//!
//! Invariant: what a sender writes is only text here; addresses, customers, payment and tracking are never asked for.

use serde_json::{Map, Value};

use crate::dates::{day, stamp, utc};
use crate::event::{Counts, Precision, Zone};
use crate::limits;
use crate::money;
use crate::titles::{clean, fold};

const YEAR_1995: i64 = 788_918_400_000;
const YEAR_2100: i64 = 4_102_444_800_000;

/// One mail's words about one order.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Telling {
    pub(super) merchant: String,
    pub(super) number: String,
    pub(super) when: Option<When>,
    pub(super) counts: Option<Counts>,
    pub(super) things: Vec<Thing>,
    /// It tells of a shipment, which may hold only a part of the order and knows no prices.
    pub(super) shipment: bool,
}

/// When an order was made, the surer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct When {
    pub(super) source: Said,
    pub(super) at: i64,
    pub(super) precision: Precision,
    pub(super) zone: Zone,
}

/// Who says when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Said {
    /// The shop, as the order's date.
    ByShop,
    /// The mail's own date: the order is no later.
    ByMail,
}

/// One thing of an order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Thing {
    pub(super) name: String,
    pub(super) brand: String,
    pub(super) colour: String,
    pub(super) size: String,
    pub(super) number: Option<String>,
    pub(super) category: Option<String>,
    /// Paid for one, in the currency's minor unit.
    pub(super) price: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) quantity: u32,
}

impl Telling {
    /// Finds every order in a value, wherever a graph or list puts it.
    pub(super) fn collect(value: &Value, found: &mut Vec<Self>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| Self::collect(value, found)),
            Value::Object(_) if found.len() > limits::ORDERS_OF_MAIL => {}
            Value::Object(thing) if is(thing, "Order") => found.push(Self::of_order(thing)),
            Value::Object(thing) if is(thing, "ParcelDelivery") => {
                let orders = each(thing.get("partOfOrder"));
                found.extend(orders.map(|order| Self::of_shipment(order, thing)));
            }
            Value::Object(thing) => {
                for name in ["@graph", "referencesOrder"] {
                    if let Some(inner) = thing.get(name) {
                        Self::collect(inner, found);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn of_order(order: &Map<String, Value>) -> Self {
        let currency = text(order.get("priceCurrency"));
        let offers = each(order.get("acceptedOffer"));
        let mut things: Vec<Thing> = offers
            .flat_map(|offer| {
                let items = each(offer.get("itemOffered"));
                items.filter_map(|item| Thing::new(item, offer, &currency))
            })
            .collect();
        if things.is_empty() {
            let items = each(order.get("orderedItem"));
            let ordered = items.filter_map(|item| match each(item.get("orderedItem")).next() {
                Some(inner) => Thing::new(inner, item, &currency),
                None => Thing::new(item, item, &currency),
            });
            things = ordered.collect();
        }
        things.truncate(limits::ITEMS_OF_ORDER);
        let seller = each(order.get("acceptedOffer")).next();
        let names = [order.get("merchant"), order.get("seller")];
        let seller = seller.and_then(|offer| offer.get("seller"));
        let merchant = names.into_iter().chain([seller]).map(text);
        let terms = each(order.get("priceSpecification")).next();
        let dates = [
            order.get("orderDate"),
            terms.and_then(|terms| terms.get("validFrom")),
        ];
        Self {
            merchant: first(merchant),
            number: first([
                text(order.get("orderNumber")),
                text(order.get("confirmationNumber")),
            ]),
            when: dates.into_iter().find_map(|date| When::read(&text(date))),
            counts: counts(&text(order.get("orderStatus"))),
            things,
            shipment: false,
        }
    }

    fn of_shipment(order: &Map<String, Value>, parcel: &Map<String, Value>) -> Self {
        let mut telling = Self::of_order(order);
        if telling.things.is_empty() {
            let items = each(parcel.get("itemShipped"));
            let shipped = items.filter_map(|item| Thing::new(item, item, ""));
            telling.things = shipped.take(limits::ITEMS_OF_ORDER).collect();
            telling.shipment = true;
        }
        telling
    }

    /// Fills what the mark-up leaves open from the mail around it.
    pub(super) fn complete(&mut self, sender: Option<&str>, sent: Option<i64>) {
        if self.merchant.is_empty() {
            self.merchant = clean(sender.unwrap_or_default());
        }
        if self.when.is_none() {
            self.when = sent.and_then(|at| {
                When {
                    source: Said::ByMail,
                    at,
                    precision: Precision::Second,
                    zone: Zone::Known,
                }
                .checked()
            });
        }
    }

    /// Whether there is an order in it that can be kept or changed.
    pub(super) fn says_something(&self) -> bool {
        let known = !self.number.is_empty() || !self.things.is_empty();
        known && self.when.is_some()
    }
}

impl When {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (at, precision, zone) = day(text)
            .map(|at| (at, Precision::Day, Zone::Unknown))
            .or_else(|| stamp(text).map(|at| (at, Precision::Second, Zone::Known)))
            .or_else(|| utc(text).map(|at| (at, Precision::Second, Zone::Unknown)))?;
        Self {
            source: Said::ByShop,
            at,
            precision,
            zone,
        }
        .checked()
    }

    fn checked(self) -> Option<Self> {
        (YEAR_1995..YEAR_2100).contains(&self.at).then_some(self)
    }
}

impl Thing {
    fn new(item: &Map<String, Value>, offer: &Map<String, Value>, currency: &str) -> Option<Self> {
        let name = text(item.get("name"));
        if name.is_empty() {
            return None;
        }
        let terms = each(offer.get("priceSpecification"))
            .next()
            .unwrap_or(offer);
        let price = first([text(offer.get("price")), text(terms.get("price"))]);
        let named = [
            text(offer.get("priceCurrency")),
            text(terms.get("priceCurrency")),
            currency.to_owned(),
        ];
        let currency =
            money::code(&first(named)).or_else(|| money::sign(&price).map(str::to_owned));
        let quantities = [offer.get("eligibleQuantity"), offer.get("orderQuantity")];
        let quantity = quantities.into_iter().flatten().find_map(quantity);
        let numbers = ["gtin13", "gtin", "sku", "productID"].map(|name| text(item.get(name)));
        Some(Self {
            brand: text(item.get("brand")),
            colour: text(item.get("color")),
            size: text(item.get("size")),
            number: Some(first(numbers)).filter(|number| !number.is_empty()),
            category: Some(text(item.get("category"))).filter(|category| !category.is_empty()),
            price: money::minor(&price, currency.as_deref().unwrap_or_default())
                .filter(|price| *price >= 0),
            currency,
            quantity: quantity.unwrap_or(1),
            name,
        })
    }

    /// The name, with what the shop says beside it of brand, colour and size where the name does not say it.
    pub(super) fn title(&self) -> String {
        let mut title = self.name.clone();
        let says = |title: &str, word: &str| fold(title).contains(&fold(word));
        if !self.brand.is_empty() && !says(&title, &self.brand) {
            title = format!("{} {title}", self.brand);
        }
        for word in [&self.colour, &self.size] {
            if !word.is_empty() && !says(&title, word) {
                title = format!("{title}, {word}");
            }
        }
        clean(&title)
    }

    /// Takes from another telling of the same thing what this one does not know.
    pub(super) fn learn(&mut self, other: Self) {
        let fill = |mine: &mut String, theirs: String| {
            if mine.is_empty() {
                *mine = theirs;
            }
        };
        fill(&mut self.brand, other.brand);
        fill(&mut self.colour, other.colour);
        fill(&mut self.size, other.size);
        self.number = self.number.take().or(other.number);
        self.category = self.category.take().or(other.category);
        if self.price.is_none() {
            (self.price, self.currency) = (other.price, other.currency);
        }
        self.quantity = self.quantity.max(other.quantity);
    }
}

/// Whether a thing is of one of schema.org's kinds.
fn is(thing: &Map<String, Value>, kind: &str) -> bool {
    let kinds = match thing.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds
        .iter()
        .filter_map(Value::as_str)
        .any(|named| last(named) == kind)
}

/// `http://schema.org/OrderCancelled` without its address.
fn last(name: &str) -> &str {
    name.trim()
        .rsplit(['/', '#', ':'])
        .next()
        .unwrap_or_default()
}

/// One thing or a list of them.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    let values = match value {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    values.iter().filter_map(Value::as_object)
}

/// A text, a number, the first of a list, or the name of a thing.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => clean(text),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(values)) => match values.first() {
            Some(Value::Array(_)) | None => String::new(),
            first => text(first),
        },
        Some(Value::Object(thing)) => ["name", "@value", "value", "@id"]
            .iter()
            .find_map(|name| thing.get(*name).and_then(Value::as_str))
            .map(clean)
            .unwrap_or_default(),
        Some(Value::Null | Value::Bool(_)) | None => String::new(),
    }
}

fn quantity(value: &Value) -> Option<u32> {
    let inner = value.get("value").unwrap_or(value);
    let written = text(Some(inner));
    let whole = written.split(['.', ',']).next()?;
    whole
        .parse()
        .ok()
        .filter(|count| (1..=10_000).contains(count))
}

fn counts(status: &str) -> Option<Counts> {
    match last(status) {
        "OrderCancelled" => Some(Counts::Cancelled),
        "OrderReturned" => Some(Counts::Returned),
        _ => None,
    }
}

fn first(texts: impl IntoIterator<Item = String>) -> String {
    texts
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tellings(value: &Value) -> Vec<Telling> {
        let mut found = Vec::new();
        Telling::collect(value, &mut found);
        found
    }

    #[test]
    fn an_order_is_found_in_an_object_a_list_and_a_graph() {
        let order = json!({"@type": "https://schema.org/Order", "orderNumber": 42, "seller": {"name": "Käthe"},
            "acceptedOffer": {"itemOffered": {"name": "Mug"}, "price": 9.5, "priceCurrency": "EUR"}});
        for value in [
            order.clone(),
            json!([order]),
            json!({"@context": "http://schema.org", "@graph": [{"@type": "WebPage"}, order]}),
            json!({"@type": ["Invoice"], "referencesOrder": order}),
        ] {
            let found = tellings(&value);
            assert_eq!(found.len(), 1, "{value}");
            assert_eq!(
                (found[0].number.as_str(), found[0].merchant.as_str()),
                ("42", "Käthe")
            );
            assert_eq!(found[0].things[0].price, Some(950));
        }
        assert!(tellings(&json!({"@type": "Reservation", "orderNumber": 1})).is_empty());
    }

    #[test]
    fn dates_of_every_exactness_are_told_apart() {
        let read = |text| When::read(text).map(|when| (when.precision, when.zone));
        assert_eq!(
            read("2026-06-14T09:30:00+02:00"),
            Some((Precision::Second, Zone::Known))
        );
        assert_eq!(
            read("2026-06-14T09:30:00"),
            Some((Precision::Second, Zone::Unknown))
        );
        assert_eq!(read("2026-06-14"), Some((Precision::Day, Zone::Unknown)));
        assert_eq!(read("next week"), None);
        assert_eq!(read("0001-01-01T00:00:00Z"), None);
    }

    #[test]
    fn a_title_says_brand_colour_and_size_once() {
        let thing = Thing {
            name: "Fernweh Trail Shoe".into(),
            brand: "Fernweh".into(),
            colour: "Slate Blue".into(),
            size: "EU 40".into(),
            ..Thing::default()
        };
        assert_eq!(thing.title(), "Fernweh Trail Shoe, Slate Blue, EU 40");
    }
}
