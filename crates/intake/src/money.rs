//! Amounts as exports write them, in minor units.
//!
//! Invariant: an amount is read digit by digit; no floating point.

/// `$17.52`, `1,280`, `'-2.5'`, `1.280,50` in minor units of the currency; `None` when it is no amount.
pub(crate) fn minor(cell: &str, currency: &str) -> Option<i64> {
    let number: String = cell
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
        .collect();
    let (negative, number) = number
        .strip_prefix('-')
        .map_or((false, number.as_str()), |rest| (true, rest));
    let (whole, fraction) = split(number);
    let digits = decimals(currency);
    let mut sum: i64 = 0;
    let whole = whole.bytes().filter(u8::is_ascii_digit);
    let fraction = fraction.bytes().chain(std::iter::repeat(b'0')).take(digits);
    let mut any = false;
    for digit in whole.chain(fraction) {
        sum = sum
            .checked_mul(10)?
            .checked_add(i64::from(digit.checked_sub(b'0')?))?;
        any = true;
    }
    let has_digit =
        any && number.bytes().any(|byte| byte.is_ascii_digit()) && !number.contains('-');
    has_digit.then_some(if negative { -sum } else { sum })
}

/// The currency a price names by its sign, for exports without a currency column.
pub(crate) fn sign(cell: &str) -> Option<&'static str> {
    [
        ('€', "EUR"),
        ('£', "GBP"),
        ('¥', "JPY"),
        ('₹', "INR"),
        ('$', "USD"),
    ]
    .into_iter()
    .find_map(|(sign, code)| cell.contains(sign).then_some(code))
}

/// Three capital letters, or nothing.
pub(crate) fn code(cell: &str) -> Option<String> {
    let code = cell.trim();
    (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| code.to_owned())
}

/// Whole and fraction. The last `.` or `,` is the decimal sign, unless it is a comma before exactly three digits or stands
/// more than once.
fn split(number: &str) -> (&str, &str) {
    let Some(at) = number.rfind(['.', ',']) else {
        return (number, "");
    };
    let (whole, rest) = number.split_at(at);
    let (sign, fraction) = rest.split_at(1);
    let grouping = whole.contains(sign) || (sign == "," && fraction.len() == 3);
    if grouping {
        (number, "")
    } else {
        (whole, fraction)
    }
}

/// Digits after the decimal sign (ISO 4217).
fn decimals(currency: &str) -> usize {
    match currency {
        "JPY" | "KRW" | "CLP" | "VND" | "ISK" | "XAF" | "XOF" | "UGX" => 0,
        "KWD" | "BHD" | "OMR" | "JOD" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_all_markets_are_read() {
        for (cell, currency, expected) in [
            ("48.00", "EUR", Some(4800)),
            ("0", "EUR", Some(0)),
            ("$17.52", "USD", Some(1752)),
            ("'-2.5'", "EUR", Some(-250)),
            ("1,280", "JPY", Some(1280)),
            ("1,280.50", "USD", Some(128_050)),
            ("1.280,50", "EUR", Some(128_050)),
            ("1,28,000.00", "INR", Some(12_800_000)),
            ("17,5", "EUR", Some(1750)),
            ("3.999", "EUR", Some(399)),
            ("", "EUR", None),
            ("free", "EUR", None),
            ("1-2", "EUR", None),
            ("99999999999999999999", "EUR", None),
        ] {
            assert_eq!(minor(cell, currency), expected, "{cell}");
        }
    }
}
