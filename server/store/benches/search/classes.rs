//! The classes of searches, each with patterns made from what is in the database.

use domain::{
    access::Actor,
    search::{Count, Query, QueryError, SearchRequest, fold},
};
use sqlx::PgPool;
use store::{Store, search::accounts_count};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A kind of search.
pub struct Class {
    /// Its name in the table.
    pub name: &'static str,
    /// Searches of this kind: as typed, and read.
    pub queries: Vec<(String, Query)>,
    /// What the naive query looks for instead, where words are looked for.
    pub naive: Option<String>,
    /// Whether its searches find too many for their order and are refused for that.
    pub may_be_refused: bool,
}

/// All classes.
#[expect(
    clippy::too_many_lines,
    reason = "the list of the classes, one after the other"
)]
pub async fn classes(store: &Store, actor: &Actor) -> Result<Vec<Class>, Failure> {
    let samples = Samples::read(store.pool()).await?;
    let sortable = sortable(store, actor, &samples).await?;
    let fixed = |name, queries: &[&str]| class(name, "", queries.iter().map(|q| (*q).to_owned()));
    let people = || {
        samples
            .names
            .iter()
            .filter(|name| name.split(' ').count() >= 2)
    };
    let many = |name: &String| samples.namesakes.contains(name);
    let mut classes = vec![
        class("rare", "", people().filter(|name| !many(name)).cloned())?,
        class("namesakes", "", people().filter(|name| many(name)).cloned())?,
        class(
            "rare, inside *x*",
            "",
            samples.emails.iter().map(|mail| middle(mail)),
        )?,
        fixed(
            "common",
            &["*an*", "*er*", "str*", "*ma*", "*st*", "a*", "m*", "*gmbh*"],
        )?,
        fixed(
            "middling",
            &[
                "*nz*", "*ohn*", "ber*", "*mann", "wal*", "*ford*", "lin*", "*rk*t*",
            ],
        )?,
        fixed("*a*", &["*a*", "*e*", "*n*", "*r*"])?,
        fixed("one letter", &["q", "*q*", "x", "*x*", "y*", "*z"])?,
        fixed("q*x", &["q*x", "x*q", "z*q", "y*x", "j*k", "v*z"])?,
        fixed(
            "two-letter miss",
            &["*qx*", "*xq*", "*jq*", "qz", "*wq*", "vq*"],
        )?,
        class(
            "Cyrillic",
            "",
            samples.cyrillic.iter().map(|word| prefix(word, 3)),
        )?,
        fixed(
            "Cyrillic inside",
            &["*ов*", "*ин*", "*ск*", "*ф*", "юл*", "*щ*"],
        )?,
        class(
            "digits",
            "",
            samples
                .phones
                .iter()
                .map(|phone| format!("*{}*", middle_digits(phone))),
        )?,
        class("phone", "", samples.phones.iter().cloned())?,
        class(
            "number",
            "",
            samples
                .numbers
                .iter()
                .map(|number| format!("A-{number:08}")),
        )?,
        class(
            "number beginning",
            "",
            samples.numbers.iter().map(|n| prefix(&n.to_string(), 4)),
        )?,
        class("e-mail", "", samples.emails.iter().cloned())?,
        class("two fields", "", samples.places.iter().cloned())?,
        fixed(
            "no hit",
            &[
                "zzqxj",
                "*wvxz*",
                "qqqqq*",
                "xyzzyplugh",
                "\"ab zq\"",
                "*ъъъ*",
            ],
        )?,
        fixed("everything", &["*"])?,
        fixed(
            "hostile",
            &["a*b*c*d*e*f*g*", "*%*", "*_*", "*1*2*3*4*5*6*", "'\"--;*"],
        )?,
    ];
    for (name, sort) in [
        ("sort by name", "name"),
        ("sort by name, down", "-name"),
        ("sort by number", "number"),
        ("sort by status", "status"),
        ("sort by type", "type"),
        ("sort by city", "city"),
        ("sort by due", "-due"),
    ] {
        classes.push(class(name, sort, sortable.iter().cloned())?);
    }
    for (name, queries) in [
        ("sort, too many", vec!["*a*", "status:active"]),
        (
            "filter status",
            vec!["status:closed", "status:inactive", "status:active"],
        ),
        (
            "filter type",
            vec!["type:site", "type:legal", "type:service", "type:none"],
        ),
        (
            "filter customer type",
            vec!["customer:platinum", "customer:gold"],
        ),
        (
            "filter company",
            vec!["company:a*", "company:*gmbh*", "company:nord*"],
        ),
        ("filter day", vec!["dom:31", "dom:1", "dom:17"]),
        (
            "filter country",
            vec!["country:de", "country:no", "country:xx"],
        ),
        (
            "all filters",
            vec![
                "status:closed type:site customer:platinum",
                "status:inactive type:none dom:31",
            ],
        ),
        (
            "filter and text",
            vec![
                "status:closed *an*",
                "type:site ber*",
                "customer:platinum *nz*",
            ],
        ),
    ] {
        let sort = if name == "sort, too many" { "city" } else { "" };
        classes.push(Class {
            may_be_refused: name == "sort, too many",
            ..class(name, sort, queries.into_iter().map(str::to_owned))?
        });
    }
    Ok(classes)
}

/// How many searches each order is measured with.
const SORTED: usize = 12;

/// Searches that fill more than a page and can still be put in any order: 51 to 1,000 hits.
async fn sortable(store: &Store, actor: &Actor, samples: &Samples) -> Result<Vec<String>, Failure> {
    let words = samples.names.iter().chain(&samples.places);
    let shorter = words.flat_map(|words| {
        let first = words.split(' ').next().unwrap_or(words);
        let last = words.split(' ').next_back().unwrap_or(words);
        [
            words.clone(),
            format!("{} {last}", prefix(first, 3)),
            format!("{first} {}", prefix(last, 3)),
            last.to_owned(),
        ]
    });
    let mut found = Vec::new();
    for text in shorter {
        if found.len() == SORTED || found.contains(&text) {
            continue;
        }
        let query = query(text.clone(), "")?;
        if matches!(
            accounts_count(store, actor, &query).await?,
            Count::Exactly(51..=1_000)
        ) {
            found.push(text);
        }
    }
    match found.is_empty() {
        true => Err("no search has 51 to 1,000 hits to sort".into()),
        false => Ok(found),
    }
}

fn query(q: String, sort: &str) -> Result<Query, QueryError> {
    Query::parse(&SearchRequest {
        q,
        sort: sort.to_owned(),
        ..SearchRequest::default()
    })
}

fn class(
    name: &'static str,
    sort: &str,
    texts: impl Iterator<Item = String>,
) -> Result<Class, QueryError> {
    let queries = texts
        .map(|q| Ok((q.clone(), query(q, sort)?)))
        .collect::<Result<Vec<_>, QueryError>>()?;
    let naive = queries.first().and_then(|(text, _)| naive(text));
    Ok(Class {
        name,
        queries,
        naive,
        may_be_refused: false,
    })
}

/// What the naive query looks for in place of a search: its longest word as it stands in it; none where the
/// search is by filters.
fn naive(text: &str) -> Option<String> {
    let words = text.split([' ', '*', '"']).filter(|word| !word.is_empty());
    (words.max_by_key(|word| word.len()))
        .filter(|word| !word.contains(':'))
        .map(str::to_owned)
}

/// Values that some accounts have.
struct Samples {
    names: Vec<String>,
    emails: Vec<String>,
    phones: Vec<String>,
    numbers: Vec<i64>,
    places: Vec<String>,
    cyrillic: Vec<String>,
    /// Those of the names that more accounts have than a page shows.
    namesakes: Vec<String>,
}

impl Samples {
    async fn read(pool: &PgPool) -> Result<Self, Failure> {
        // The same accounts in each run: every so many by number.
        let step: i64 =
            sqlx::query_scalar("SELECT greatest(1, (max(number) - min(number)) / 41) FROM account")
                .fetch_one(pool)
                .await?;
        let rows: Vec<(i64, String, String, String, String, String)> = sqlx::query_as(
            "SELECT a.number, a.name, c.email, coalesce(nullif(c.phone_mobile, ''), c.phone_work),
                    c.city, c.last_name
             FROM account a JOIN contact c ON c.account_id = a.id AND c.is_primary
             WHERE a.number IN (SELECT generate_series(min(number) + 17, max(number), $1) FROM account)",
        )
        .bind(step)
        .fetch_all(pool)
        .await?;
        let cyrillic: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM search_sample WHERE name ~ '[а-я]{4}' ORDER BY name LIMIT 20",
        )
        .fetch_all(pool)
        .await?;
        let filled = |text: &String| text.len() > 4;
        let names: Vec<String> = rows.iter().map(|row| fold(&row.1)).filter(filled).collect();
        let namesakes = sqlx::query_scalar(
            "SELECT wanted FROM unnest($1::text[]) AS wanted
             WHERE (SELECT count(*) FROM (SELECT FROM search_document WHERE name = wanted LIMIT 51) s) > 50",
        )
        .bind(&names)
        .fetch_all(pool)
        .await?;
        Ok(Self {
            names,
            namesakes,
            emails: rows
                .iter()
                .map(|row| row.2.clone())
                .filter(filled)
                .collect(),
            phones: rows
                .iter()
                .map(|row| row.3.clone())
                .filter(filled)
                .collect(),
            numbers: rows.iter().map(|row| row.0).collect(),
            places: rows
                .iter()
                .filter(|row| !row.4.is_empty() && !row.5.is_empty())
                .map(|row| format!("{} {}", fold(&row.5), fold(&row.4)))
                .collect(),
            cyrillic,
        })
    }
}

fn prefix(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

/// Some letters from within, between stars.
fn middle(text: &str) -> String {
    let letters: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .skip(2)
        .take(7)
        .collect();
    format!("*{letters}*")
}

fn middle_digits(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits.iter().rev().skip(1).take(5).rev().collect()
}
