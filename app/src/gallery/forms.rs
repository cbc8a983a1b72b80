//! Parts of forms, each plain, with a hint, with an error, disabled.

use leptos::prelude::*;

use super::Specimen;
use crate::ui::*;

#[component]
pub(super) fn Forms() -> impl IntoView {
    view! {
        <Texts />
        <Choices />
        <Figures />
        <Pickers />
        <Specimen title="Section that folds and remembers">
            <Section id="gallery-section" title="Contact" summary=Some("Ana Fox".to_owned())>
                <FieldRow>
                    <Field label="First name" name="section-first">
                        <TextInput value=RwSignal::new("Ana".to_owned()) />
                    </Field>
                    <Field label="Last name" name="section-last">
                        <TextInput value=RwSignal::new("Fox".to_owned()) />
                    </Field>
                </FieldRow>
            </Section>
            <Section id="gallery-folded" title="Security" open=false>
                <Field label="Security hint" name="section-hint">
                    <TextInput value=RwSignal::new(String::new()) />
                </Field>
            </Section>
        </Specimen>
        <Specimen title="Buttons that end a form">
            <FormActions>
                <Button kind=ButtonKind::Plain>"Discard changes"</Button>
                <Button kind=ButtonKind::Primary>"Save profile"</Button>
            </FormActions>
        </Specimen>
    }
    .into_any()
}

fn words(text: &str) -> RwSignal<String> {
    RwSignal::new(text.to_owned())
}

fn wrong(sentence: &str) -> Signal<Option<String>> {
    Signal::stored(Some(sentence.to_owned()))
}

#[component]
fn Texts() -> impl IntoView {
    view! {
        <Specimen title="Field and text input">
            <FieldRow>
                <Field label="Company" name="company" required=true>
                    <TextInput value=words("") placeholder="Acme Holding" />
                </Field>
                <Field label="E-mail" name="email" hint="For bills and reminders">
                    <TextInput value=words("ana@acme.example") kind=TextInputKind::Email />
                </Field>
                <Field
                    label="Phone"
                    name="phone"
                    hint="With the country code"
                    error=wrong("A phone number has at least 5 digits.")
                >
                    <TextInput value=words("017") kind=TextInputKind::Phone />
                </Field>
                <Field label="Password" name="password">
                    <TextInput
                        value=words("")
                        kind=TextInputKind::Password
                        autocomplete="new-password"
                    />
                </Field>
                <Field label="Disabled" name="text-disabled">
                    <TextInput value=words("Not now") disabled=true />
                </Field>
                <Field label="Account number" name="text-read" hint="Given by the system">
                    <TextInput value=words("A-00004711") read_only=true />
                </Field>
            </FieldRow>
        </Specimen>
        <Specimen title="Text area">
            <FieldRow>
                <Field label="Note" name="note">
                    <Textarea value=words("Prefers to be called in the morning.") />
                </Field>
                <Field label="Reason" name="reason" error=wrong("Say why, in a few words.")>
                    <Textarea value=words("") />
                </Field>
                <Field label="Disabled" name="area-disabled">
                    <Textarea value=words("Not now") disabled=true />
                </Field>
            </FieldRow>
        </Specimen>
    }
    .into_any()
}

fn languages() -> Vec<Choice> {
    vec![
        Choice::new("en", "English"),
        Choice::new("de", "Deutsch"),
        Choice::new("pl", "Polski"),
        Choice {
            disabled: true,
            ..Choice::new("fr", "Français")
        },
    ]
}

#[component]
fn Choices() -> impl IntoView {
    view! {
        <Specimen title="Select">
            <FieldRow>
                <Field label="Language" name="language">
                    <Select value=words("de") choices=languages() />
                </Field>
                <Field
                    label="Customer type"
                    name="customer-type"
                    required=true
                    error=wrong("Choose a customer type.")
                >
                    <Select value=words("") choices=languages() empty="Choose …" />
                </Field>
                <Field label="Disabled" name="select-disabled">
                    <Select value=words("en") choices=languages() disabled=true />
                </Field>
            </FieldRow>
        </Specimen>
        <Specimen title="Checkbox">
            <div class="row">
                <Checkbox checked=RwSignal::new(true) name="show-payers" label="Show payers" />
                <Checkbox
                    checked=RwSignal::new(false)
                    name="statements"
                    label="Send statements"
                    hint="By e-mail, each month"
                />
                <Checkbox
                    checked=RwSignal::new(false)
                    name="all"
                    label="Some of them"
                    mixed=true
                />
                <Checkbox
                    checked=RwSignal::new(true)
                    name="tick-disabled"
                    label="Disabled"
                    disabled=true
                />
            </div>
        </Specimen>
        <Specimen title="Radio group and segmented">
            <FieldRow>
                <RadioGroup
                    value=words("open-item")
                    name="accounting-type"
                    label="Accounting type"
                    required=true
                    choices=vec![
                        Choice::new("open-item", "Open item"),
                        Choice::new("balance-forward", "Balance forward"),
                    ]
                />
                <RadioGroup
                    value=words("now")
                    name="effective"
                    label="Effective"
                    kind=RadioGroupKind::Segmented
                    hint="A future date becomes a deferred action"
                    choices=vec![
                        Choice::new("now", "Now"),
                        Choice::new("date", "On a date"),
                        Choice { disabled: true, ..Choice::new("past", "In the past") },
                    ]
                />
                <RadioGroup
                    value=words("")
                    name="payer"
                    label="Who pays"
                    error=wrong("Say who pays.")
                    choices=vec![
                        Choice::new("self", "This account"),
                        Choice::new("other", "Another account"),
                    ]
                />
            </FieldRow>
        </Specimen>
    }
    .into_any()
}

#[component]
fn Figures() -> impl IntoView {
    view! {
        <Specimen title="Date, number and money">
            <FieldRow>
                <Field label="From" name="from" hint="Type 2026-03-14 or 14 Mar 2026">
                    <DateInput value=words("14 Mar 2026") />
                </Field>
                <Field label="Until" name="until" error=wrong("There is no 31 Feb 2026.")>
                    <DateInput value=words("31 Feb 2026") />
                </Field>
                <Field label="Billing day" name="dom" hint="1 to 31">
                    <NumberInput value=words("31") />
                </Field>
                <Field label="Frequency" name="frequency">
                    <NumberInput value=words("1") unit="months" />
                </Field>
                <Field label="Credit limit" name="credit-limit">
                    <MoneyInput value=words("2000.00") currency="EUR" />
                </Field>
                <Field
                    label="Amount"
                    name="amount"
                    error=wrong("12,3 is not an amount in EUR.")
                >
                    <MoneyInput value=words("12,3") currency="EUR" />
                </Field>
            </FieldRow>
        </Specimen>
    }
    .into_any()
}

#[component]
fn Pickers() -> impl IntoView {
    let chosen = RwSignal::new(None);
    let fixed = RwSignal::new(Some(ComboboxOption {
        value: "A-00004711".to_owned(),
        label: "Acme Holding".to_owned(),
        detail: "A-00004711".to_owned(),
        cannot: None,
    }));

    view! {
        <Specimen title="Search box and combobox">
            <FieldRow>
                <form role="search" aria-label="Gallery" action="">
                    <SearchBox
                        value=words("")
                        label="Search in the gallery"
                        placeholder="acme* or 0170 55*"
                        keys="/"
                    />
                </form>
                <Field label="Paying account" name="paying-account" hint="Type ac, a, or err">
                    <Combobox
                        chosen
                        source=ComboboxSource::new(example_accounts)
                        placeholder="Name, number, address …"
                    />
                </Field>
                <Field
                    label="Parent"
                    name="parent"
                    error=wrong("A closed account cannot be a parent.")
                >
                    <Combobox chosen=fixed source=ComboboxSource::new(example_accounts) />
                </Field>
                <Field label="Disabled" name="combobox-disabled">
                    <Combobox
                        chosen=fixed
                        source=ComboboxSource::new(example_accounts)
                        disabled=true
                    />
                </Field>
            </FieldRow>
        </Specimen>
    }
    .into_any()
}

/// Answers as a search would, out of a few names; `a` leaves some out, `err` shows how a refusal looks.
async fn example_accounts(text: String) -> Result<ComboboxFound, String> {
    const NAMES: [(&str, &str); 4] = [
        ("A-00004711", "Acme Holding"),
        ("A-00004720", "Acme Oslo Depot"),
        ("A-00000871", "Academy of Arts"),
        ("A-00120044", "Nordlicht Energie"),
    ];
    let text = text.to_lowercase();
    if text == "err" {
        return Err("The search took too long. Type a little more.".to_owned());
    }
    let options = NAMES
        .iter()
        .filter(|(_, name)| name.to_lowercase().contains(&text))
        .map(|(number, name)| ComboboxOption {
            value: (*number).to_owned(),
            label: (*name).to_owned(),
            detail: (*number).to_owned(),
            cannot: name.ends_with("Depot").then(|| "it is closed".to_owned()),
        })
        .collect();
    let beyond = (text == "a").then(|| "3 of 1,000 and more".to_owned());
    Ok(ComboboxFound {
        options,
        beyond,
        next: None,
    })
}
