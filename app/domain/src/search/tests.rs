//! The query language as people use it.

use proptest::prelude::*;

use super::*;
use crate::{
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::AccountId,
};

fn query(q: &str) -> Query {
    Query::parse(&request(q)).unwrap()
}

fn request(q: &str) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        ..SearchRequest::default()
    }
}

fn document() -> SearchDocument {
    SearchDocument::new(&SearchSource {
        account_id: AccountId::from_uuid(uuid::Uuid::from_u128(7)),
        number: AccountNumber::new(42).unwrap(),
        name: "Fröhlich & Söhne",
        status: AccountStatus::Inactive,
        organization_type: Some(OrganizationType::Site),
        customer_type: "gold",
        contacts: vec![SearchContact {
            first_name: "Paula",
            last_name: "Ehrlich",
            company: "Nordlicht Gruppe",
            street: "Lindenallee 77",
            postal_code: "04105",
            city: "Leipzig",
            country: "DE",
            email: "paula.ehrlich@nordlicht.example",
            phones: ["", "+49 (0)170 555 01 23", "", "", ""],
            ..SearchContact::default()
        }],
        logins: vec!["pehrlich"],
        billing_days: vec![31],
    })
}

fn finds(q: &str) -> bool {
    query(q).matches(&document())
}

#[test]
fn terms_are_all_required_and_may_stand_in_different_fields() {
    assert!(finds("frohlich leipzig"));
    assert!(finds("ehrlich 0410*"));
    assert!(!finds("frohlich berlin"));
}

#[test]
fn a_star_never_crosses_from_one_value_to_the_next() {
    assert!(finds("lind*77"));
    assert!(!finds("*sohne*linden*"), "name, then address");
}

#[test]
fn an_account_number_is_found_as_people_write_it() {
    for q in [
        "A-00000042",
        "42",
        "a-42",
        "a-42*",
        "00000042",
        "a-0000*",
        "a-0042",
        "4*",
    ] {
        assert!(finds(q), "{q}");
    }
    assert!(!finds("a-43"));
    assert!(!finds("a-77"), "77 is the house number");
}

#[test]
fn a_phone_is_found_by_its_digits_however_it_is_grouped() {
    for q in [
        "+49 170 5550123",
        "0170 55*",
        "0170/555-0123",
        "+49170555*",
        "0049 170 555",
        "01705550123",
        "phone:0170",
        "*0123",
        "+49 (0)170 5550123",
    ] {
        assert!(finds(q), "{q}");
    }
    assert!(!finds("0171 55*"));
}

#[test]
fn an_e_mail_is_found_whole_and_by_its_parts() {
    for q in [
        "paula.ehrlich@nordlicht.example",
        "paula.ehr*",
        "*@nordlicht.example",
        "nordlicht.example",
    ] {
        assert!(finds(q), "{q}");
    }
    assert!(!finds("paula@nordlicht.example"));
}

#[test]
fn filters_narrow_and_several_values_of_one_are_alternatives() {
    for q in [
        "status:inactive",
        "status:active,inactive",
        "status:ina type:site",
        "customer:gold",
        "dom:31",
        "country:de",
        "company:nord*",
        "TYPE:Site",
        "company:\"nordlicht gruppe\"",
        "status:",
    ] {
        assert!(finds(q), "{q}");
    }
    for q in [
        "status:active",
        "type:none",
        "customer:silver",
        "dom:1",
        "country:fr",
        "company:frohlich",
    ] {
        assert!(!finds(q), "{q}");
    }
}

#[test]
fn a_filter_chosen_beside_the_box_is_as_one_typed() {
    let chosen = SearchRequest {
        status: "inactive".to_owned(),
        organization_type: "legal_entity,site".to_owned(),
        company: "nord".to_owned(),
        ..request("ehrlich")
    };
    assert!(Query::parse(&chosen).unwrap().matches(&document()));
}

#[test]
fn a_word_with_a_colon_that_is_no_filter_is_text() {
    assert!(!finds("http:nordlicht"));
    assert_eq!(query("10:30").terms.len(), 1);
}

#[test]
fn a_filter_with_a_value_that_there_is_not_says_which_there_are() {
    let error = Query::parse(&request("status:gone")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The filter status: has no “gone”. It may be active, inactive, closed."
    );
    assert!(Query::parse(&request("dom:32")).is_err());
}

#[test]
fn what_is_refused_is_not_repeated_with_signs_that_mislead_nor_at_length() {
    let sentence = |request: &SearchRequest| Query::parse(request).unwrap_err().to_string();
    let turned = sentence(&request("status:abc\u{202E}fdp"));
    assert!(turned.contains("“abcfdp”"), "{turned}");
    let long = SearchRequest {
        sort: "x".repeat(1_000_000),
        ..request("acme")
    };
    assert!(sentence(&long).len() < 200);
}

#[test]
fn a_phrase_keeps_its_words_together() {
    assert!(finds("\"linden*77\""));
    assert!(finds("\"paula ehr"));
    assert!(!finds("\"ehrlich paula\""));
}

#[test]
fn a_lone_star_asks_for_everything_and_mere_punctuation_for_nothing() {
    assert!(query("*").everything && finds("*"));
    assert!(query("&").unsearchable && !finds("&"));
    assert!(finds("frohlich & sohne"));
    assert!(!finds("%") && !finds("_"));
    assert!(query("  ").is_blank());
}

#[test]
fn a_card_number_is_not_searched_for_and_not_repeated() {
    let card = "4111 1111 1111 1111 12/28 123";
    let company = SearchRequest {
        company: card.to_owned(),
        ..SearchRequest::default()
    };
    for asked in [request(card), request(&format!("*{card}*")), company] {
        let error = Query::parse(&asked).unwrap_err();
        assert_eq!(error, QueryError::CardNumber);
        assert!(!error.to_string().contains("4111"));
    }
    assert!(Query::parse(&request("+49 431 5501 2039")).is_ok());
}

#[test]
fn what_is_too_long_is_refused_in_words() {
    let error = Query::parse(&request(&"x".repeat(10_000))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "A search holds at most 200 characters; this has 10000."
    );
    let error = Query::parse(&request("a b c d e f g h i j k")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "A search holds at most 10 words; this has 11."
    );
}

#[test]
fn the_best_hits_are_whole_identities_then_beginnings_of_the_name() {
    let document = document();
    let rank = |q: &str| query(q).rank(&document.name, &document.body);
    for q in [
        "42",
        "a-42",
        "paula.ehrlich@nordlicht.example",
        "pehrlich",
        "+49 170 5550123",
    ] {
        assert_eq!(rank(q), Rank::Whole, "{q}");
    }
    assert_eq!(rank("froh"), Rank::Begins);
    assert_eq!(rank("fröhlich leipzig"), Rank::Begins);
    assert_eq!(rank("leipzig"), Rank::Other);
    assert_eq!(rank("*lich"), Rank::Other);
}

#[test]
fn within_names_alone_only_the_name_is_found() {
    let document = document();
    let finds = |q: &str| query(q).in_names().matches(&document);
    assert!(finds("frohlich"));
    assert!(query("leipzig").matches(&document));
    assert!(!finds("leipzig"));
}

#[test]
fn what_was_found_is_marked_in_the_letters_as_they_are_written() {
    let marked = query("frohl* sohne").mark(Field::Name, "Fröhlich & Söhne");
    assert_eq!(
        marked.0,
        [("Fröhl", true), ("ich & ", false), ("Söhne", true)]
            .map(|(text, hit)| (text.to_owned(), hit))
    );
    assert_eq!(query("ss").mark(Field::Name, "x").text(), "x");
}

#[test]
fn a_number_is_marked_where_it_is_bare() {
    let number = AccountNumber::new(42).unwrap();
    let marked = query("42").mark_number(number);
    assert_eq!(marked.text(), "A-00000042");
    assert_eq!(marked.0.last(), Some(&("42".to_owned(), true)));
    assert!(query("a-00000042").mark_number(number).is_hit());
}

proptest! {
    #[test]
    fn a_wider_search_finds_whatever_the_search_found(
        q in "(froh|frohlich|leip|kiel|77|0170|555|a-42|\"linden\"|42|dom:31|status:inactive| |&){0,6}",
    ) {
        let narrow = request(&q);
        if let (Ok(query), Some(wider)) = (Query::parse(&narrow), narrow.widened())
            && query.matches(&document())
        {
            prop_assert!(Query::parse(&wider).unwrap().matches(&document()), "{} {}", q, wider.q);
        }
    }

    #[test]
    fn whatever_is_typed_is_read_without_harm(q in any::<String>()) {
        if let Ok(query) = Query::parse(&request(&q)) {
            let _ = query.matches(&document());
            prop_assert_eq!(query.mark(Field::Name, &q).text(), q);
        }
    }

    #[test]
    fn hostile_patterns_are_read_without_harm(q in r#"[*a%_\\":+0 -]{0,60}"#) {
        if let Ok(query) = Query::parse(&request(&q)) {
            for term in &query.terms {
                prop_assert!(term.like().starts_with('%'));
            }
            let _ = query.matches(&document());
        }
    }
}
