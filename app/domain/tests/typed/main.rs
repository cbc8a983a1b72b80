//! Whatever is typed into a field is either kept just as it was typed, or refused with a plain
//! sentence beside that field and no other. Every field of every form is tried with every text: the
//! fields are those of the drafts themselves, so that a new field is tried without anyone thinking
//! of it.

// A draft that cannot be made has failed the test; saying so is what `expect` is for.
#![allow(missing_docs)]

mod forms;

use domain::fields::FieldErrors;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use self::forms::{account, account_read, card, expiry_read, forms, json_of};

/// Texts that people, mistakes and attackers type.
fn hostile() -> Vec<(&'static str, String)> {
    let texts = [
        ("nothing", ""),
        ("white space", " \t  "),
        ("a NUL", "Ana\0Fox"),
        ("a bell", "Ana\u{7}"),
        ("an escape sequence", "\u{1b}[31mred"),
        ("a control character of Latin 1", "Ana\u{85}Fox"),
        ("a right-to-left override", "abc\u{202E}fdp.exe"),
        ("a right-to-left mark", "Ana\u{200F}"),
        ("an isolate", "\u{2066}Ana\u{2069}"),
        ("a byte-order mark", "\u{FEFF}Ana"),
        ("a space without width", "\u{200B}"),
        ("a soft hyphen", "An\u{AD}a"),
        ("a joiner alone", "\u{200D}"),
        ("emoji", "👩‍👩‍👧 Family"),
        ("a script", "<script>alert(1)</script>"),
        ("an entity", "&lt;b&gt;"),
        ("quotes", "O'Brien \"Bob\" `x`"),
        ("SQL", "'; DROP TABLE account;--"),
        ("wildcards", "%_\\*"),
        ("a template", "{{7*7}} ${x}"),
        ("a letter with its accent beside it", "Zoe\u{301}"),
        ("another script", "Αθήνα Київ 東京 عمان"),
        ("a header", "Ana\r\nBcc: b@acme.example"),
        ("a card number", "4242 4242 4242 4242"),
        ("digits of another script", "٣"),
        ("a number that is none", "1e9"),
        ("less than nothing", "-1"),
    ];
    let long = [
        ("a megabyte", "x".repeat(1_000_000)),
        (
            "a megabyte of white space and a letter",
            format!("{}x", " ".repeat(1_000_000)),
        ),
        ("a megabyte of emoji", "🦊".repeat(250_000)),
        ("a megabyte of digits", "4".repeat(1_000_000)),
    ];
    let texts = texts.map(|(name, text)| (name, text.to_owned()));
    texts.into_iter().chain(long).collect()
}

/// The paths of all texts in a draft: `contacts.0.email`.
fn paths(draft: &Value, path: &str, found: &mut Vec<String>) {
    let inner = |part: &str| match path.is_empty() {
        true => part.to_owned(),
        false => format!("{path}.{part}"),
    };
    match draft {
        Value::String(_) => found.push(path.to_owned()),
        Value::Array(parts) => {
            for (index, part) in parts.iter().enumerate() {
                paths(part, &inner(&index.to_string()), found);
            }
        }
        Value::Object(parts) => {
            // What the form began with is not typed.
            for (name, part) in parts.iter().filter(|(name, _)| *name != "base") {
                paths(part, &inner(name), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

/// The draft with another text in one field.
fn with(draft: &Value, path: &str, text: &str) -> Value {
    let mut draft = draft.clone();
    *draft
        .pointer_mut(&pointer(path))
        .expect("a field of the draft") = json!(text);
    draft
}

/// The path of an error as the draft names the field; those of a profile stand below `typed`.
fn is_at(error: &str, path: &str) -> bool {
    error == path || path.strip_prefix("typed.") == Some(error)
}

/// A text as it is kept in a field: white space folded, NFC. Where no payment is chosen, it is by
/// invoice.
fn kept(path: &str, text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.is_empty() && path.ends_with("payment") {
        true => "invoice".to_owned(),
        false => words.join(" ").nfc().collect(),
    }
}

fn told_plainly(sentence: &str) -> bool {
    let begins = sentence.chars().next().is_some_and(char::is_uppercase);
    begins && sentence.ends_with('.') && sentence.chars().count() <= 200
}

#[test]
fn every_form_holds_as_it_stands() {
    for form in forms() {
        let read = (form.read)(form.draft.clone());
        assert!(read.is_ok(), "{}: {:?}", form.name, read.err());
    }
}

#[test]
fn whatever_is_typed_in_any_field_is_kept_or_refused_beside_it() {
    let hostile = hostile();
    for form in forms() {
        let mut fields = Vec::new();
        paths(&form.draft, "", &mut fields);
        fields.retain(|path| !form.idle.contains(&path.as_str()));
        assert!(!fields.is_empty(), "{} has no field", form.name);
        for path in &fields {
            for (what, text) in &hostile {
                let place = format!("{}, {path}, {what}", form.name);
                match (form.read)(with(&form.draft, path, text)) {
                    Ok(_) if form.changed.contains(&path.as_str()) => {}
                    Ok(read) => {
                        let stands = read.pointer(&pointer(path)).and_then(Value::as_str);
                        assert_eq!(stands, Some(kept(path, text).as_str()), "{place}");
                    }
                    Err(FieldErrors(errors)) => {
                        assert!(!errors.is_empty(), "{place}: refused without a word");
                        for error in errors {
                            assert!(is_at(&error.field, path), "{place}: {error:?}");
                            assert!(told_plainly(&error.sentence), "{place}: {}", error.sentence);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_meant_is_refused_beside_its_field() {
    let wrong: [(&str, &[&str]); 17] = [
        (
            "contacts.0.email",
            &[
                "ana",
                "ana@",
                "@acme.example",
                "ana@acme",
                "<ana@acme.example>",
            ],
        ),
        (
            "contacts.0.phone_work",
            &["call me", "+", "12", "0431+55", "555-CALL"],
        ),
        ("contacts.0.phone_mobile", &["x", "+12 345 678 901 234 56"]),
        ("contacts.0.country", &["ZZ", "Germany", "D", "🇩🇪"]),
        ("currency", &["", "EURO", "XXX", "€", "eur o"]),
        ("language", &["", "xx", "English"]),
        ("customer_type", &["", "diamond"]),
        ("organization_type", &["Planet"]),
        (
            "bill_units.0.billing_day",
            &["", "0", "32", "1.5", "+3", "١", "first"],
        ),
        ("bill_units.0.frequency_months", &["0", "25", "monthly"]),
        ("bill_units.0.payment_terms_days", &["-1", "366", "14 days"]),
        ("bill_units.0.accounting_type", &["", "closed_item"]),
        ("payment_method.kind", &["cash"]),
        (
            "payment_method.gateway_token",
            &["", "4242424242424242", "visa"],
        ),
        ("login", &["", "ana fox", "ana\u{430}"]),
        ("password", &["", "short", "aaaaaaaaaaaa", "ana.fox"]),
        ("parent", &["A-", "B-42", "Acme"]),
    ];
    let draft = json_of(&account(card()));
    for (path, texts) in wrong {
        for text in texts {
            let errors = account_read(with(&draft, path, text)).expect_err(path);
            assert!(
                errors.sentence(path).is_some(),
                "{path}, {text:?}: {errors:?}"
            );
        }
    }
    for text in [
        "",
        "13/2027",
        "02/30/2027",
        "2027",
        "March 2027",
        "01/2026",
        "03/2099",
    ] {
        let errors = expiry_read(json!({ "expiry": text })).expect_err(text);
        assert!(errors.sentence("expiry").is_some(), "{text}");
    }
}
