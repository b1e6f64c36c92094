//! Which column of a table of purchases is which: guessed from the header, confirmed or changed by the person.
//!
//! Invariant: a column that by its name holds an address, a payment, a number of a device or a message is never offered.

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::table::Header;
use crate::titles::{clean, fold};

/// Columns by their place; the first is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// When it was bought.
    pub date: Option<usize>,
    /// What was bought. Without it nothing is taken from the table.
    pub item: Option<usize>,
    /// What it cost.
    pub price: Option<usize>,
    /// How many.
    pub quantity: Option<usize>,
    /// Who made it.
    pub brand: Option<usize>,
    /// What kind of thing it is.
    pub category: Option<usize>,
}

/// What the person is asked about a table that no format claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnQuestion {
    /// Names the header; tables of one header are asked about once.
    pub shape: String,
    /// The columns to choose from: place and name.
    pub columns: Vec<(usize, String)>,
    /// What they seem to be.
    pub guess: Columns,
}

/// A table's widest header; wider ones are no list of purchases.
const WIDEST: usize = 64;
/// Characters of a column's name.
const LONGEST: usize = 80;

const DATE: &[&str] = &[
    "order date",
    "purchase date",
    "date of purchase",
    "date",
    "ordered",
    "ordered on",
    "bought on",
    "purchased",
    "bestelldatum",
    "kaufdatum",
    "bestellt am",
    "gekauft am",
    "datum",
    "date de commande",
    "date dachat",
    "achete le",
    "fecha de compra",
    "fecha de pedido",
    "fecha del pedido",
    "fecha",
];
const PRICE: &[&str] = &[
    "unit price",
    "price",
    "item price",
    "einzelpreis",
    "stuckpreis",
    "preis",
    "prix unitaire",
    "prix",
    "precio unitario",
    "precio",
    "total",
    "item total",
    "amount",
    "cost",
    "gesamtpreis",
    "summe",
    "gesamt",
    "betrag",
    "montant",
    "importe",
];
const QUANTITY: &[&str] = &[
    "quantity",
    "qty",
    "number of items",
    "menge",
    "anzahl",
    "stuckzahl",
    "quantite",
    "qte",
    "nombre darticles",
    "cantidad",
    "cant",
    "unidades",
];
const BRAND: &[&str] = &[
    "brand",
    "brand name",
    "manufacturer",
    "marke",
    "hersteller",
    "marque",
    "fabricant",
    "marca",
    "fabricante",
];
const CATEGORY: &[&str] = &[
    "category",
    "product category",
    "department",
    "product type",
    "kategorie",
    "warengruppe",
    "abteilung",
    "categorie",
    "rayon",
    "categoria",
    "seccion",
];
const ITEM: &[&str] = &[
    "item",
    "item name",
    "item title",
    "product",
    "product name",
    "product title",
    "title",
    "article",
    "artikel",
    "artikelname",
    "artikelbezeichnung",
    "produkt",
    "produktname",
    "bezeichnung",
    "titel",
    "produit",
    "nom du produit",
    "libelle",
    "designation",
    "titre",
    "producto",
    "nombre del producto",
    "articulo",
    "titulo",
    "description",
    "beschreibung",
    "descripcion",
];
/// Folded beginnings of words of columns that are none of our business.
const PRIVATE: &[&str] = &[
    "address",
    "adress",
    "anschrift",
    "adresse",
    "direccion",
    "street",
    "strasse",
    "rue",
    "calle",
    "zip",
    "postal",
    "plz",
    "postleitzahl",
    "payment",
    "zahlung",
    "paiement",
    "pago",
    "card",
    "karte",
    "carte",
    "tarjeta",
    "iban",
    "bic",
    "konto",
    "account",
    "phone",
    "telefon",
    "telephone",
    "telefono",
    "mobil",
    "mail",
    "email",
    "courriel",
    "correo",
    "ip",
    "tracking",
    "sendungsnummer",
    "sendungs",
    "suivi",
    "seguimiento",
    "serial",
    "seriennummer",
    "serie",
    "gift",
    "geschenk",
    "cadeau",
    "regalo",
    "note",
    "notes",
    "notiz",
    "nota",
    "message",
    "nachricht",
    "mensaje",
    "comment",
    "kommentar",
    "commentaire",
    "recipient",
    "empfanger",
    "destinataire",
    "destinatario",
    "customer",
    "kunde",
    "client",
    "cliente",
    "birth",
    "geburt",
    "naissance",
    "nacimiento",
    "password",
    "passwort",
];

impl Columns {
    /// What a header seems to say; every role has a column of its own.
    pub(crate) fn guess(header: &Header) -> Self {
        let mut free: Vec<(usize, String)> = open_to(header)
            .map(|(place, name)| (place, fold(name)))
            .collect();
        Self {
            date: claim(&mut free, DATE),
            price: claim(&mut free, PRICE),
            quantity: claim(&mut free, QUANTITY),
            brand: claim(&mut free, BRAND),
            category: claim(&mut free, CATEGORY),
            item: claim(&mut free, ITEM),
        }
    }

    /// The same without columns that the header does not have or that are never offered.
    pub(crate) fn within(self, header: &Header) -> Self {
        let keep = |place: Option<usize>| {
            place.filter(|place| open_to(header).any(|(open, _)| open == *place))
        };
        Self {
            date: keep(self.date),
            item: keep(self.item),
            price: keep(self.price),
            quantity: keep(self.quantity),
            brand: keep(self.brand),
            category: keep(self.category),
        }
    }
}

impl ColumnQuestion {
    /// What to ask about a table of this header.
    pub(crate) fn about(header: &Header) -> Self {
        Self {
            shape: shape(header),
            columns: open_to(header)
                .map(|(place, name)| (place, clean(name)))
                .collect(),
            guess: Columns::guess(header),
        }
    }
}

/// A name for a header, the same in every table that has it.
pub(crate) fn shape(header: &Header) -> String {
    let names = header.names().join("\u{1f}");
    let hash = digest(&SHA256, names.as_bytes());
    let start = hash.as_ref().iter().take(8);
    start.map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a first row can be a header at all: several short names that are no numbers and no code.
pub(crate) fn is_header(header: &Header) -> bool {
    let names = header.names();
    let code = names
        .first()
        .is_some_and(|name| name.starts_with(['{', '[', '<', '#']));
    let name = |name: &String| {
        name.chars().count() <= LONGEST
            && !name.contains('\n')
            && (name.is_empty() || name.chars().any(char::is_alphabetic))
    };
    (2..=WIDEST).contains(&names.len()) && !code && names.iter().all(name)
}

fn open_to(header: &Header) -> impl Iterator<Item = (usize, &String)> {
    let named = header.names().iter().enumerate();
    named.filter(|(_, name)| !name.is_empty() && !is_private(name))
}

fn is_private(name: &str) -> bool {
    fold(name).split(' ').any(|word| {
        PRIVATE.contains(&word) || word.ends_with("adresse") || word.ends_with("address")
    })
}

/// The first word that is a free column's whole name, else the first that stands in one.
fn claim(free: &mut Vec<(usize, String)>, words: &[&str]) -> Option<usize> {
    let whole = |word: &&&str| free.iter().position(|(_, name)| name == **word);
    let part = |word: &&&str| {
        let word = format!(" {word} ");
        free.iter()
            .position(|(_, name)| format!(" {name} ").contains(&word))
    };
    let found = words
        .iter()
        .find_map(|word| whole(&word))
        .or_else(|| words.iter().find_map(|word| part(&word)))?;
    Some(free.remove(found).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::parse_opening;

    fn header(line: &str) -> Header {
        parse_opening(line.as_bytes()).unwrap().0
    }

    fn guess(line: &str) -> [Option<usize>; 6] {
        let columns = Columns::guess(&header(line));
        [
            columns.date,
            columns.item,
            columns.price,
            columns.quantity,
            columns.brand,
            columns.category,
        ]
    }

    #[test]
    fn headers_of_four_languages_are_understood() {
        let all = |places: [usize; 6]| places.map(Some);
        assert_eq!(
            guess("Order ID,Order Date,Product Name,Brand,Product Category,Qty,Unit Price"),
            all([1, 2, 6, 5, 3, 4])
        );
        assert_eq!(
            guess("Bestelldatum;Artikel;Menge;Einzelpreis (EUR);Marke;Kategorie"),
            all([0, 1, 3, 2, 4, 5])
        );
        assert_eq!(
            guess("Date d'achat;Produit;Quantité;Prix;Marque;Catégorie"),
            all([0, 1, 3, 2, 4, 5])
        );
        assert_eq!(
            guess("Fecha;Artículo;Cantidad;Precio;Marca;Categoría"),
            all([0, 1, 3, 2, 4, 5])
        );
        assert_eq!(guess("Konto,Saldo"), [None; 6]);
    }

    #[test]
    fn private_columns_are_neither_guessed_nor_offered_nor_taken() {
        let header = header(
            "Date,Item,Shipping Address,E-Mail,Lieferadresse,Payment Method,Gift Message,Price",
        );
        let names: Vec<_> = ColumnQuestion::about(&header)
            .columns
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        assert_eq!(names, ["date", "item", "price"]);
        let forced = Columns {
            item: Some(2),
            brand: Some(99),
            price: Some(7),
            ..Columns::default()
        };
        let kept = forced.within(&header);
        assert_eq!((kept.item, kept.brand, kept.price), (None, None, Some(7)));
    }

    #[test]
    fn code_numbers_and_prose_are_no_header() {
        for line in [
            "{\"date\": 1, \"title\": 2}",
            "1,2,3",
            "only one",
            "<a>,<b>",
        ] {
            assert!(!is_header(&header(line)), "{line}");
        }
        assert!(is_header(&header("Date,Item")));
    }
}
