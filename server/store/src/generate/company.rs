//! What generated companies are called.

use super::latin::slug;
use super::organization::Place;
use super::random::Random;
use super::words::Locale;

/// The company, the same for all accounts of an organization.
pub(super) fn company(seed: u64, place: &Place, locale: &Locale) -> String {
    let mut random = Random::stream(seed.rotate_left(17), place.organization.number);
    let surname = random.pick(locale.surnames);
    let trade = random.pick(locale.trades);
    let form = random.pick(locale.forms);
    match random.below(10) {
        0..4 => format!("{surname} {trade} {form}"),
        4..6 => format!("{surname} & {} {form}", random.pick(locale.surnames)),
        6..9 => format!("{} {trade} {form}", brand(&mut random)),
        _ => format!("{} {form}", brand(&mut random)),
    }
}

/// A made-up trade name of two to four syllables.
fn brand(random: &mut Random) -> String {
    const FIRST: [&str; 24] = [
        "Vel", "Nor", "Tal", "Quin", "Bel", "Kor", "Lum", "Zen", "Ark", "Sol", "Mir", "Fen", "Hal",
        "Ost", "Pel", "Ril", "Sten", "Tor", "Ulm", "Wex", "Ax", "Cal", "Dor", "Em",
    ];
    const MIDDLE: [&str; 10] = ["a", "o", "i", "e", "ta", "no", "ri", "va", "lu", "me"];
    const LAST: [&str; 16] = [
        "tech", "nova", "tis", "dor", "lia", "mar", "nex", "via", "ron", "lis", "vent", "con",
        "tra", "zen", "fix", "gen",
    ];
    let mut brand = random.pick(&FIRST).to_owned();
    for _ in 0..=random.below(2) {
        brand.push_str(random.pick(&MIDDLE));
    }
    brand.push_str(random.pick(&LAST));
    brand
}

/// A domain that can never be anybody's: `.example` is reserved (RFC 2606).
pub(super) fn domain_of(company: &str, organization: u64) -> String {
    let name = slug(company);
    match (company.is_empty(), name.len() < 3) {
        (true, _) => "post.example".to_owned(),
        (false, true) => format!("c{}.example", organization & 0xFFFF_FFFF),
        (false, false) => format!("{name}.example"),
    }
}
