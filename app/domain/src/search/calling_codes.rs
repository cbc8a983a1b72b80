//! Country calling codes (ITU-T E.164) and what is dialled before a number within a country.

/// The country's calling code; none where the country is not known or has none of its own.
pub(super) fn calling_code(country: &str) -> Option<&'static str> {
    CODES
        .split_ascii_whitespace()
        .find(|entry| entry.len() > 2 && entry[..2].eq_ignore_ascii_case(country))
        .map(|entry| &entry[2..])
}

/// Splits a number as dialled from abroad into country calling code and the rest: codes of one and
/// two digits are these; all others have three.
pub(super) fn calling_code_split(digits: &str) -> Option<(&str, &str)> {
    const TWO: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.get(..2)? {
        two if two.starts_with(['1', '7']) => 1,
        two if TWO.contains(&two) => 2,
        _ => 3,
    };
    (digits.len() > length).then(|| digits.split_at(length))
}

/// What is dialled, and written, before the number at home; empty where nothing is.
///
/// As the metadata of libphonenumber has it (`nationalPrefix` in its `PhoneNumberMetadata.xml`, release
/// 9.0.35 of July 2026, which names the numbering plans that were notified to the ITU). Where it knows a
/// prefix with which people write their numbers seldom or never, there is none here: in North America
/// (1), Bolivia (0 before the number of a carrier), Somalia, Liechtenstein, the Marshall Islands and, but
/// for its mobiles, Monaco.
pub(super) fn trunk_prefix(code: &str) -> &'static str {
    match code {
        "7" | "375" | "993" => "8",
        "36" => "06",
        _ if WITHOUT_TRUNK
            .split_ascii_whitespace()
            .any(|without| without == code) =>
        {
            ""
        }
        _ => "0",
    }
}

/// Calling codes of the countries where nothing is dialled before a number.
const WITHOUT_TRUNK: &str = "
    1 30 34 39 45 47 48 52 56 65 216 220 221 222 223 224 225 226 227 228 229 230 235 236 237 238
    239 240 241 242 244 245 246 248 252 253 257 258 266 267 268 269 290 297 298 299 350 351 352
    354 356 357 371 372 376 377 378 420 423 500 501 502 503 504 505 506 507 509 591 592 597 599
    670 672 673 674 675 676 677 678 679 680 681 682 683 685 687 688 689 690 691 692 852 853 960
    965 968 973 974 975 992 998";

/// Country (ISO 3166) and calling code, by calling code.
const CODES: &str = "
    US1 CA1 PR1 DO1 JM1 BS1 BB1 AG1 AI1 AS1 BM1 DM1 GD1 GU1 KN1 KY1 LC1 MP1 MS1 SX1 TC1 TT1 VC1 VG1
    VI1 UM1 RU7 KZ7 EG20 ZA27 GR30 NL31 BE32 FR33 ES34 HU36 IT39 VA39 RO40 CH41 AT43 GB44 GG44 JE44
    IM44 DK45 SE46 NO47 SJ47 PL48 DE49 PE51 MX52 CU53 AR54 BR55 CL56 CO57 VE58 MY60 AU61 CX61 CC61
    ID62 PH63 NZ64 SG65 TH66 JP81 KR82 VN84 CN86 TR90 IN91 PK92 AF93 LK94 MM95 IR98 SS211 MA212
    EH212 DZ213 TN216 LY218 GM220 SN221 MR222 ML223 GN224 CI225 BF226 NE227 TG228 BJ229 MU230 LR231
    SL232 GH233 NG234 TD235 CF236 CM237 CV238 ST239 GQ240 GA241 CG242 CD243 AO244 GW245 IO246 SC248
    SD249 RW250 ET251 SO252 DJ253 KE254 TZ255 UG256 BI257 MZ258 ZM260 MG261 RE262 YT262 ZW263 NA264
    MW265 LS266 BW267 SZ268 KM269 SH290 ER291 AW297 FO298 GL299 GI350 PT351 LU352 IE353 IS354 AL355
    MT356 CY357 FI358 AX358 BG359 LT370 LV371 EE372 MD373 AM374 BY375 AD376 MC377 SM378 UA380 RS381
    ME382 HR385 SI386 BA387 MK389 CZ420 SK421 LI423 FK500 GS500 BZ501 GT502 SV503 HN504 NI505 CR506
    PA507 PM508 HT509 GP590 BL590 MF590 BO591 GY592 EC593 GF594 PY595 MQ596 SR597 UY598 CW599 BQ599
    TL670 NF672 BN673 NR674 PG675 TO676 SB677 VU678 FJ679 PW680 WF681 CK682 NU683 WS685 KI686 NC687
    TV688 PF689 TK690 FM691 MH692 KP850 HK852 MO853 KH855 LA856 BD880 TW886 MV960 LB961 JO962 SY963
    IQ964 KW965 SA966 YE967 OM968 PS970 AE971 IL972 BH973 QA974 BT975 MN976 NP977 TJ992 TM993 AZ994
    GE995 KG996 UZ998";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_read_back_from_a_number() {
        let mut countries = std::collections::BTreeSet::new();
        for entry in CODES.split_ascii_whitespace() {
            let (country, code) = entry.split_at(2);
            assert!(countries.insert(country), "{country} stands twice");
            let number = format!("{code}5550123");
            assert_eq!(calling_code_split(&number), Some((code, "5550123")));
        }
        assert_eq!(calling_code("no"), Some("47"));
        assert_eq!(calling_code(""), None);
        assert_eq!(calling_code("AQ"), None);
    }

    #[test]
    fn what_is_dialled_before_a_number_at_home_is_that_of_the_numbering_plan() {
        for (before, countries) in [
            (
                "0",
                "DE AT CH FR GB NL BE SE FI IE AU JP KR TR IN BR AR ZA EG RO UA NZ",
            ),
            ("8", "RU KZ BY TM"),
            ("06", "HU"),
            (
                "",
                "US CA IT VA ES PT GR DK NO PL CZ MX CL SG HK LU MT CY EE LV IS",
            ),
            // Not as their neighbours have it.
            ("", "UZ TJ MZ AO BW MV BT FJ PG SR GY LI MC BO"),
            ("0", "SK LT MM LA KG AZ VE PE EC PY UY"),
        ] {
            for country in countries.split(' ') {
                let code = calling_code(country).unwrap();
                assert_eq!(trunk_prefix(code), before, "{country}");
            }
        }
    }

    #[test]
    fn countries_where_nothing_is_dialled_before_are_countries() {
        for code in WITHOUT_TRUNK.split_ascii_whitespace() {
            let is_code = |entry: &str| &entry[2..] == code;
            assert!(CODES.split_ascii_whitespace().any(is_code), "{code}");
        }
    }
}
