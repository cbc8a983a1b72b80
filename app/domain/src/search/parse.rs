//! Reading what was typed. Whatever is no filter is text: nothing that a person types is an error
//! of syntax.

use crate::{
    accounts::{AccountStatus, OrganizationType},
    search::{
        document::Field,
        fold::fold,
        pattern::Pattern,
        phone::phone_typed,
        query::{Filters, Query, QueryError, SearchRequest, TERM_LIMIT, Term, whole},
        sort::Sort,
    },
    text::repeated,
};

/// One word as typed: `status:"a b"` has a filter, `"a b"` is a phrase.
struct Token<'a> {
    filter: Option<&'static str>,
    text: String,
    quoted: bool,
    typed: &'a str,
}

/// What one or several words of a search are.
pub(super) enum Piece<'a> {
    /// A filter with its values, and the whole as typed.
    Filter(&'static str, String, &'a str),
    /// Words in quotes, which stand together.
    Phrase(String),
    /// A phone, typed in so many parts.
    Phone(String, usize),
    /// Anything else.
    Word(&'a str),
}

const FILTERS: [&str; 8] = [
    "status", "type", "customer", "company", "dom", "country", "email", "phone",
];

pub(super) fn query(request: &SearchRequest) -> Result<Query, QueryError> {
    let mut query = Query {
        sort: Sort::from_code(&request.sort).ok_or(QueryError::UnknownSort)?,
        ..Query::default()
    };
    for (filter, value) in [
        ("status", &request.status),
        ("type", &request.organization_type),
        ("customer", &request.customer),
        ("company", &request.company),
    ] {
        filter_add(&mut query, filter, value)?;
    }
    for piece in pieces(&request.q) {
        match piece {
            Piece::Filter(filter, values, _) => filter_add(&mut query, filter, &values)?,
            Piece::Phrase(text) => term_add(&mut query, &text),
            Piece::Phone(text, parts) => phone_or_term_add(&mut query, &text, parts),
            Piece::Word(text) => word_add(&mut query, text),
        }
    }
    if query.terms.len() > TERM_LIMIT {
        return Err(QueryError::TooManyTerms(query.terms.len()));
    }
    if !query.terms.is_empty() || !query.filters.is_empty() || query.everything {
        query.unsearchable = false;
    }
    Ok(query)
}

/// The pieces of what was typed.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut tokens = tokens(text).into_iter().peekable();
    let mut pieces = Vec::new();
    while let Some(token) = tokens.next() {
        pieces.push(match token.filter {
            Some(filter) => Piece::Filter(filter, token.text, token.typed),
            None if token.quoted => Piece::Phrase(token.text),
            None if begins_phone(token.typed) => {
                // A phone is typed with spaces: what follows in digits belongs to it.
                let mut phone = token.text;
                let mut parts = 1;
                while let Some(next) = tokens.next_if(|next| {
                    next.filter.is_none() && !next.quoted && is_phone_part(next.typed)
                }) {
                    phone.push(' ');
                    phone.push_str(next.typed);
                    parts += 1;
                }
                Piece::Phone(phone, parts)
            }
            None => Piece::Word(token.typed),
        });
    }
    pieces
}

fn parts_words(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// White space and control characters part words, except inside quotes.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(parts_words);
        if rest.is_empty() {
            return tokens;
        }
        let typed = rest;
        let named = rest.split_once(':').and_then(|(word, after)| {
            let mut filters = FILTERS.iter();
            let filter = filters.find(|filter| word.eq_ignore_ascii_case(filter))?;
            Some((*filter, after))
        });
        let (filter, text, quoted, after) = if let Some((filter, values)) = named {
            let (text, after) = filter_values(values);
            (Some(filter), text, false, after)
        } else if let Some(phrase) = rest.strip_prefix('"') {
            let (text, after) = phrase.split_once('"').unwrap_or((phrase, ""));
            (None, text.to_owned(), true, after)
        } else {
            let end = rest.find(parts_words).unwrap_or(rest.len());
            (None, rest[..end].to_owned(), false, &rest[end..])
        };
        tokens.push(Token {
            filter,
            text,
            quoted,
            typed: &typed[..typed.len() - after.len()],
        });
        rest = after;
    }
}

/// The values after a filter's colon, without the quotes that keep the words of one together, and
/// what follows them: `"Gold Plus",silver acme`.
fn filter_values(text: &str) -> (String, &str) {
    let mut values = String::new();
    let mut in_quotes = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if in_quotes => in_quotes = false,
            // Elsewhere it is a sign like any other: 5".
            '"' if values.is_empty() || values.ends_with(',') => in_quotes = true,
            c if !in_quotes && parts_words(c) => return (values, &text[at..]),
            // In quotes a comma parts no values.
            ',' if in_quotes => values.push(' '),
            c => values.push(c),
        }
    }
    (values, "")
}

fn is_phone_part(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+()-/.*".contains(c))
}

/// A phone begins with `+`, a bracket or zeros. Five digits alone are rather a postal code.
fn begins_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    is_phone_part(text)
        && (text.starts_with(['+', '('])
            || (text.starts_with('0') && digits != 5)
            || is_grouped(text))
}

/// Seven digits and more in groups: `415-555-0123`.
fn is_grouped(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 7
        && text.contains(['-', '/', '.', '('])
        && !text.starts_with('*')
}

/// A phone where it can only be one; else an ordinary word, such as an account number.
fn phone_or_term_add(query: &mut Query, text: &str, parts: usize) {
    let plain = parts == 1 && text.chars().all(|c| c.is_ascii_digit() || c == '*');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let abroad = text.starts_with("00") && !text.starts_with("000") && digits > 8;
    if plain && !abroad {
        word_add(query, text);
    } else {
        phone_add(query, text);
    }
}

fn phone_add(query: &mut Query, text: &str) {
    let mut pieces = text.split('*');
    let mut pattern = pieces.next().map(phone_typed).unwrap_or_default();
    let starred = text.contains('*');
    for piece in pieces {
        pattern.push('*');
        pattern.extend(piece.chars().filter(char::is_ascii_digit));
    }
    query.terms.push(Term {
        pattern: Pattern::new(&pattern),
        field: Some(Field::Phone),
        whole: (!starred).then_some(pattern),
    });
}

fn word_add(query: &mut Query, text: &str) {
    match number_digits(text) {
        Some(digits) => query.terms.push(Term {
            whole: (!digits.contains('*')).then(|| digits.clone()),
            pattern: Pattern::new(&digits),
            field: Some(Field::Number),
        }),
        None => term_add(query, text),
    }
}

/// The digits of `A-00000042`, `a-42*`; none where it is no account number.
pub(super) fn number_digits(text: &str) -> Option<String> {
    let digits = text
        .strip_prefix("A-")
        .or_else(|| text.strip_prefix("a-"))?;
    let is_number = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'*')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    let bare = digits.trim_start_matches('0');
    // As people write it the number is padded or bare; both stand in the document.
    Some(
        if bare.is_empty() || digits.len() >= 8 || digits.contains('*') {
            digits
        } else {
            bare
        }
        .to_owned(),
    )
}

fn term_add(query: &mut Query, text: &str) {
    let pattern = Pattern::new(text);
    if !pattern.is_everything() {
        query.terms.push(Term {
            pattern,
            field: None,
            whole: (!text.contains('*')).then(|| whole(text)).flatten(),
        });
    } else if text.contains('*') {
        query.everything = true;
    } else if !text.is_empty() {
        // `&` in "Smith & Sons" asks for nothing; alone it cannot be found.
        query.unsearchable = true;
    }
}

fn filter_add(query: &mut Query, filter: &'static str, value: &str) -> Result<(), QueryError> {
    let field = match filter {
        "company" => Some(Field::Company),
        "email" => Some(Field::Email),
        "phone" => {
            if value.chars().any(|c| c.is_ascii_digit()) {
                phone_add(query, value);
            }
            return Ok(());
        }
        _ => None,
    };
    if let Some(field) = field {
        let pattern = Pattern::new(value);
        if !pattern.is_everything() {
            query.terms.push(Term {
                pattern,
                field: Some(field),
                whole: None,
            });
        }
        return Ok(());
    }
    for value in value
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty())
    {
        filter_value_add(query, filter, value)?;
    }
    Ok(())
}

/// What a typed filter of status, type, day or country lets pass; values that it does not have are left out.
pub(super) fn filters_of(filter: &'static str, values: &str) -> Filters {
    let mut query = Query::default();
    for value in values.split(',').map(str::trim) {
        // The search itself says which it has.
        let _ = filter_add(&mut query, filter, value);
    }
    query.filters
}

fn filter_value_add(
    query: &mut Query,
    filter: &'static str,
    value: &str,
) -> Result<(), QueryError> {
    let filters = &mut query.filters;
    let unknown = |known: String| QueryError::UnknownValue {
        filter,
        value: repeated(value),
        known,
    };
    let typed = fold(value).replace(['_', ' '], "");
    let begins = |code: &str| !typed.is_empty() && code.replace('_', "").starts_with(&typed);
    match filter {
        "status" => {
            let status = AccountStatus::ALL
                .iter()
                .copied()
                .find(|status| begins(status.code()));
            let status = status.ok_or_else(|| unknown(list(AccountStatus::ALL, |s| s.code())))?;
            add(&mut filters.statuses, status);
        }
        "type" => {
            let known = OrganizationType::ALL
                .iter()
                .copied()
                .find(|kind| begins(kind.code()));
            if known.is_none() && !begins("none") {
                return Err(unknown(
                    list(OrganizationType::ALL, |kind| kind.label()) + ", none",
                ));
            }
            add(&mut filters.organization_types, known);
        }
        "customer" => add(&mut filters.customer_types, fold(value).replace(' ', "")),
        "dom" => match value.parse() {
            Ok(day @ 1..=31_u8) => add(&mut filters.billing_days, day),
            _ => return Err(unknown("a day from 1 to 31".to_owned())),
        },
        _ => {
            let code = fold(value);
            if code.len() != 2 {
                return Err(unknown("a code of two letters, such as DE".to_owned()));
            }
            add(&mut filters.countries, code);
        }
    }
    Ok(())
}

fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

fn list<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> String {
    all.iter()
        .map(|term| word(*term).to_lowercase())
        .collect::<Vec<_>>()
        .join(", ")
}
