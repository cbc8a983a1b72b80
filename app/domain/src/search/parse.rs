//! Reading what was typed. Whatever is no filter is text: nothing that a person types is an error
//! of syntax.

use crate::{
    accounts::{AccountStatus, OrganizationType},
    search::{
        document::Field,
        fold::fold,
        pattern::Pattern,
        phone::phone_typed,
        query::{Query, QueryError, SearchRequest, TERM_LIMIT, Term, whole},
        sort::Sort,
    },
};

/// One word as typed: `status:"a b"` has a filter, `"a b"` is a phrase.
struct Token {
    filter: Option<&'static str>,
    text: String,
    quoted: bool,
}

const FILTERS: [(&str, &str); 8] = [
    ("status", "status"),
    ("type", "type"),
    ("customer", "customer"),
    ("company", "company"),
    ("dom", "dom"),
    ("country", "country"),
    ("email", "email"),
    ("phone", "phone"),
];

pub(super) fn query(request: &SearchRequest) -> Result<Query, QueryError> {
    let mut query = Query {
        sort: Sort::from_code(&request.sort)
            .ok_or_else(|| QueryError::UnknownSort(request.sort.clone()))?,
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
    let mut tokens = tokens(&request.q).into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token.filter {
            Some(filter) => filter_add(&mut query, filter, &token.text)?,
            None if token.quoted => term_add(&mut query, &token.text),
            None if begins_phone(&token.text) => {
                // A phone is typed with spaces: what follows in digits belongs to it.
                let mut phone = token.text;
                let mut parts = 1;
                while let Some(next) = tokens.next_if(|next| {
                    next.filter.is_none() && !next.quoted && is_phone_part(&next.text)
                }) {
                    phone.push(' ');
                    phone.push_str(&next.text);
                    parts += 1;
                }
                phone_or_term_add(&mut query, &phone, parts);
            }
            None => word_add(&mut query, &token.text),
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

/// White space and control characters part words, except inside quotes.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let parts = |c: char| c.is_whitespace() || c.is_control();
    loop {
        rest = rest.trim_start_matches(parts);
        if rest.is_empty() {
            return tokens;
        }
        let mut filter = None;
        if let Some((word, after)) = rest.split_once(':')
            && let Some((_, name)) = FILTERS
                .iter()
                .find(|(key, _)| word.eq_ignore_ascii_case(key))
        {
            filter = Some(*name);
            rest = after;
        }
        let quoted = rest.starts_with('"');
        let end = if quoted {
            rest = &rest[1..];
            rest.find('"')
        } else {
            rest.find(parts)
        };
        let end = end.unwrap_or(rest.len());
        tokens.push(Token {
            filter,
            text: rest[..end].to_owned(),
            quoted,
        });
        rest = rest[end..]
            .strip_prefix('"')
            .filter(|_| quoted)
            .unwrap_or(&rest[end..]);
    }
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
fn number_digits(text: &str) -> Option<String> {
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

fn filter_value_add(
    query: &mut Query,
    filter: &'static str,
    value: &str,
) -> Result<(), QueryError> {
    let filters = &mut query.filters;
    let unknown = |known: String| QueryError::UnknownValue {
        filter,
        value: value.to_owned(),
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
