//! Names in plain Latin letters, for e-mail addresses.

/// The text in lower-case letters a–z, digits and single hyphens. Letters of scripts that are not
/// written letter by letter here are left out.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            ' ' | '-' | '&' if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            other => out.push_str(letters(other)),
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[rustfmt::skip]
fn letters(c: char) -> &'static str {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ą' | 'а' | 'α' | 'ά' => "a",
        'ä' | 'æ' => "ae", 'å' => "aa",
        'б' => "b", 'ç' | 'ć' => "c", 'д' | 'δ' => "d",
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'е' | 'э' | 'ε' | 'έ' => "e",
        'ё' => "yo", 'є' => "ye", 'ф' | 'φ' => "f",
        'г' | 'ґ' | 'γ' => "g", 'х' => "kh", 'χ' => "ch",
        'í' | 'ì' | 'î' | 'ï' | 'и' | 'і' | 'ι' | 'ί' | 'η' | 'ή' | 'ϊ' | 'ΐ' => "i",
        'ї' => "yi", 'й' => "i", 'ж' => "zh", 'к' | 'κ' => "k",
        'ł' | 'л' | 'λ' => "l", 'м' | 'μ' => "m", 'ñ' | 'ń' | 'н' | 'ν' => "n",
        'ó' | 'ò' | 'ô' | 'õ' | 'о' | 'ο' | 'ό' | 'ω' | 'ώ' => "o",
        'ö' | 'ø' => "oe", 'п' | 'π' => "p", 'ψ' => "ps", 'р' | 'ρ' => "r",
        'ś' | 'š' | 'с' | 'σ' | 'ς' => "s", 'ß' => "ss", 'ш' => "sh", 'щ' => "shch",
        'т' | 'τ' => "t", 'θ' => "th", 'ц' => "ts", 'ч' => "ch",
        'ú' | 'ù' | 'û' | 'у' | 'υ' | 'ύ' | 'ϋ' => "u", 'ü' => "ue",
        'в' | 'β' => "v", 'ξ' => "x", 'ы' => "y", 'ю' => "yu", 'я' => "ya",
        'ź' | 'ż' | 'ž' | 'з' | 'ζ' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_company_becomes_part_of_an_address() {
        assert_eq!(slug("Müller & Söhne GmbH"), "mueller-soehne-gmbh");
        assert_eq!(slug("Ткаченко"), "tkachenko");
        assert_eq!(slug("Ζαχαρίου"), "zachariou");
    }

    #[test]
    fn what_cannot_be_written_is_left_out() {
        assert_eq!(slug("佐藤"), "");
    }
}
