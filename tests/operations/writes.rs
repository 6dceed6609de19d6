//! The calls that send a body.

use std::collections::BTreeMap;

use amplemarket::types::{self, CreateLeadListType};
use serde_json::{Map, Value, json};

use crate::{Case, json_of};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = batches();
    cases.extend(exclusions());
    cases.extend(people());
    cases
}

/// Batches that are started and canceled. Their ids are UUIDs for some, and numbers for others.
fn batches() -> Vec<Case> {
    vec![
        Case {
            id: "start_email_validation",
            call: |client| {
                let emails =
                    ["a@b.example", "c@d.example"].map(types::StartEmailValidationEmail::from);
                json_of(client.start_email_validation().emails(emails).send())
            },
            line: "POST /email-validations",
            body: json!({ "emails": [{ "email": "a@b.example" }, { "email": "c@d.example" }] }),
        },
        Case {
            id: "cancel_email_validation",
            call: |client| {
                let id = uuid::uuid!("019e8e97-214c-782c-bf1a-5f04ef81ddd1");
                let call = client.cancel_email_validation().id(id);
                let call = call.status(types::CancelEmailValidationStatus::Canceled);
                let call = call.page_size(2).page_after("a@b.example");
                json_of(call.page_before("c@d.example").send())
            },
            line: "PATCH /email-validations/019e8e97-214c-782c-bf1a-5f04ef81ddd1?page%5Bafter%5D=a%40b.example&page%5Bbefore%5D=c%40d.example&page%5Bsize%5D=2",
            body: json!({ "status": "canceled" }),
        },
        Case {
            id: "cancel_email_validation",
            call: |client| json_of(client.cancel_email_validation().id("019e8e97").send()),
            line: "PATCH /email-validations/019e8e97",
            body: json!({ "status": "canceled" }),
        },
        Case {
            id: "start_person_enrichment",
            call: |client| {
                let lead = types::StartPersonEnrichmentLead::builder()
                    .email("mira@example.com")
                    .linkedin_url("https://www.linkedin.com/in/example")
                    .company_domain("widgets.example.com")
                    .company_name("Example Widgets")
                    .name("Mira Castellan")
                    .title("Head of \"Operations\"");
                let call = client.start_person_enrichment().leads([lead]);
                json_of(call.reveal_email(true).reveal_phone_numbers(false).send())
            },
            line: "POST /people/enrichment-requests",
            body: json!({
                "leads": [{
                    "email": "mira@example.com",
                    "linkedin_url": "https://www.linkedin.com/in/example",
                    "company_domain": "widgets.example.com",
                    "company_name": "Example Widgets",
                    "name": "Mira Castellan",
                    "title": "Head of \"Operations\""
                }],
                "reveal_email": true,
                "reveal_phone_numbers": false
            }),
        },
        Case {
            id: "start_person_enrichment",
            call: |client| {
                let lead = types::StartPersonEnrichmentLead::builder().email("mira@example.com");
                json_of(client.start_person_enrichment().leads([lead]).send())
            },
            line: "POST /people/enrichment-requests",
            body: json!({ "leads": [{ "email": "mira@example.com" }] }),
        },
        Case {
            id: "cancel_person_enrichment",
            call: |client| {
                let call = client.cancel_person_enrichment().id(42.to_string());
                let call = call.status(types::CancelPersonEnrichmentStatus::Canceled);
                json_of(call.page_size(2).page_after("x").page_before("y").send())
            },
            line: "PATCH /people/enrichment-requests/42?page%5Bafter%5D=x&page%5Bbefore%5D=y&page%5Bsize%5D=2",
            body: json!({ "status": "canceled" }),
        },
        Case {
            id: "cancel_person_enrichment",
            call: |client| json_of(client.cancel_person_enrichment().id("42").send()),
            line: "PATCH /people/enrichment-requests/42",
            body: json!({ "status": "canceled" }),
        },
        Case {
            id: "cancel_company_enrichment",
            call: |client| {
                let call = client.cancel_company_enrichment().id(7.to_string());
                let call = call.status(types::CancelCompanyEnrichmentStatus::Canceled);
                json_of(call.page_size(2).page_after("x").page_before("y").send())
            },
            line: "PATCH /companies/enrichment-requests/7?page%5Bafter%5D=x&page%5Bbefore%5D=y&page%5Bsize%5D=2",
            body: json!({ "status": "canceled" }),
        },
        Case {
            id: "cancel_company_enrichment",
            call: |client| json_of(client.cancel_company_enrichment().id("7").send()),
            line: "PATCH /companies/enrichment-requests/7",
            body: json!({ "status": "canceled" }),
        },
    ]
}

fn exclusions() -> Vec<Case> {
    vec![
        Case {
            id: "create_excluded_domains",
            call: |client| {
                let domain = types::CreateExcludedDomainsExcludedDomain::builder();
                let domains = [domain.domain("example.net")];
                json_of(
                    client
                        .create_excluded_domains()
                        .excluded_domains(domains)
                        .send(),
                )
            },
            line: "POST /excluded-domains",
            body: json!({ "excluded_domains": [{ "domain": "example.net" }] }),
        },
        Case {
            id: "create_excluded_domains",
            call: |client| json_of(client.create_excluded_domains().send()),
            line: "POST /excluded-domains",
            body: json!({}),
        },
        Case {
            id: "delete_excluded_domains",
            call: |client| {
                let domain = types::DeleteExcludedDomainsExcludedDomain::builder();
                let domains = [domain.domain("example.net")];
                json_of(
                    client
                        .delete_excluded_domains()
                        .excluded_domains(domains)
                        .send(),
                )
            },
            line: "DELETE /excluded-domains",
            body: json!({ "excluded_domains": [{ "domain": "example.net" }] }),
        },
        Case {
            id: "delete_excluded_domains",
            call: |client| json_of(client.delete_excluded_domains().send()),
            line: "DELETE /excluded-domains",
            body: json!({}),
        },
        Case {
            id: "create_excluded_emails",
            call: |client| {
                let email = types::CreateExcludedEmailsExcludedEmail::builder();
                let emails = [email.email("info@example.net")];
                json_of(
                    client
                        .create_excluded_emails()
                        .excluded_emails(emails)
                        .send(),
                )
            },
            line: "POST /excluded-emails",
            body: json!({ "excluded_emails": [{ "email": "info@example.net" }] }),
        },
        Case {
            id: "create_excluded_emails",
            call: |client| json_of(client.create_excluded_emails().send()),
            line: "POST /excluded-emails",
            body: json!({}),
        },
        Case {
            id: "delete_excluded_emails",
            call: |client| {
                let email = types::DeleteExcludedEmailsExcludedEmail::builder();
                let emails = [email.email("info@example.net")];
                json_of(
                    client
                        .delete_excluded_emails()
                        .excluded_emails(emails)
                        .send(),
                )
            },
            line: "DELETE /excluded-emails",
            body: json!({ "excluded_emails": [{ "email": "info@example.net" }] }),
        },
        Case {
            id: "delete_excluded_emails",
            call: |client| json_of(client.delete_excluded_emails().send()),
            line: "DELETE /excluded-emails",
            body: json!({}),
        },
    ]
}

/// Calls, lists, mailboxes, sequences, and the search.
fn people() -> Vec<Case> {
    vec![
        Case {
            id: "create_call",
            call: |client| {
                let call = client
                    .create_call()
                    .from("+1 202 555 0143")
                    .to("+1 202 555 0178");
                let call = call.duration(185).answered(true).human(true);
                let call = call.transcription("Hello,\nthis is Dana.");
                let call = call.recording_url("https://recordings.example.com/call.mp3");
                let call = call.disposition_id("019e9a1c-2665-7c08-8047-75bf4e1d9efd");
                let call = call.task_id("019e9a1c-20eb-7b42-9fa8-6d481c2630fa");
                json_of(call.user_id("019e9a1c-22c9-7e0a-a585-dc7406589a37").send())
            },
            line: "POST /calls",
            body: json!({
                "from": "+1 202 555 0143",
                "to": "+1 202 555 0178",
                "duration": 185,
                "answered": true,
                "human": true,
                "transcription": "Hello,\nthis is Dana.",
                "recording_url": "https://recordings.example.com/call.mp3",
                "disposition_id": "019e9a1c-2665-7c08-8047-75bf4e1d9efd",
                "task_id": "019e9a1c-20eb-7b42-9fa8-6d481c2630fa",
                "user_id": "019e9a1c-22c9-7e0a-a585-dc7406589a37"
            }),
        },
        Case {
            id: "create_call",
            call: |client| {
                let call = client.create_call().from("+1").to("+2").duration(0);
                let call = call.answered(false).human(false);
                let call = call.task_id(uuid::Uuid::nil()).user_id(uuid::Uuid::nil());
                json_of(call.send())
            },
            line: "POST /calls",
            body: json!({
                "from": "+1",
                "to": "+2",
                "duration": 0,
                "answered": false,
                "human": false,
                "task_id": "00000000-0000-0000-0000-000000000000",
                "user_id": "00000000-0000-0000-0000-000000000000"
            }),
        },
        Case {
            id: "create_lead_list",
            call: |client| {
                let lead = types::CreateLeadListLead::builder()
                    .linkedin_url("https://www.linkedin.com/in/example")
                    .extra(object(json!({ "nickname": "Mira" })));
                let options = types::CreateLeadListOptions::builder()
                    .reveal_phone_numbers(true)
                    .validate_email(true)
                    .enrich(false);
                let call = client.create_lead_list().name("Spring fair").shared(true);
                let call = call
                    .visible(false)
                    .owner("dana@example.com")
                    .options(options);
                let call = call.type_(CreateLeadListType::TitlesAndCompany);
                json_of(call.leads([lead]).send())
            },
            line: "POST /lead-lists",
            body: json!({
                "name": "Spring fair",
                "shared": true,
                "visible": false,
                "owner": "dana@example.com",
                "type": "titles_and_company",
                "options": { "reveal_phone_numbers": true, "validate_email": true, "enrich": false },
                "leads": [{ "linkedin_url": "https://www.linkedin.com/in/example", "nickname": "Mira" }]
            }),
        },
        Case {
            id: "create_lead_list",
            call: |client| {
                let call = client.create_lead_list().shared(false).type_("linkedin");
                json_of(
                    call.owner("dana@example.com")
                        .leads(Vec::<types::CreateLeadListLead>::new())
                        .send(),
                )
            },
            line: "POST /lead-lists",
            body: json!({ "shared": false, "owner": "dana@example.com", "type": "linkedin", "leads": [] }),
        },
        Case {
            id: "update_mailbox",
            call: |client| {
                json_of(
                    client
                        .update_mailbox()
                        .id("019e9a1c-2548")
                        .daily_email_limit(80)
                        .send(),
                )
            },
            line: "PATCH /mailboxes/019e9a1c-2548",
            body: json!({ "daily_email_limit": 80 }),
        },
        Case {
            id: "search_people",
            call: |client| {
                let filters = object(json!({ "person_titles": ["CEO"], "company_names": [] }));
                json_of(
                    client
                        .search_people()
                        .page(2)
                        .page_size(25)
                        .extra(filters)
                        .send(),
                )
            },
            line: "POST /people/search",
            body: json!({ "page": 2, "page_size": 25, "person_titles": ["CEO"], "company_names": [] }),
        },
        Case {
            id: "search_people",
            call: |client| json_of(client.search_people().send()),
            line: "POST /people/search",
            body: json!({}),
        },
        Case {
            id: "add_leads_to_sequence",
            call: |client| {
                let own =
                    |text: &str| types::AddLeadsToSequenceLeadDataValue::try_from(text).unwrap();
                let data = [("first_name", Some(own("Mira"))), ("nickname", None)];
                let data: BTreeMap<String, _> = data
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect();
                let overrides = types::AddLeadsToSequenceLeadOverrides::builder()
                    .ignore_recently_contacted(true)
                    .ignore_exclusion_list(false)
                    .ignore_duplicate_leads_in_other_draft_sequences(true)
                    .ignore_duplicate_leads_in_other_active_sequences(false);
                let lead = types::AddLeadsToSequenceLead::builder()
                    .email("mira@example.com")
                    .linkedin_url("https://www.linkedin.com/in/example")
                    .data(data)
                    .overrides(overrides);
                let settings = types::AddLeadsToSequenceSettings::builder()
                    .leads_distribution("custom_mailboxes")
                    .mailboxes(["dana@mail.example.com".to_owned()]);
                let call = client.add_leads_to_sequence().id("248902131a");
                json_of(call.leads([lead]).settings(settings).send())
            },
            line: "POST /sequences/248902131a/leads",
            body: json!({
                "leads": [{
                    "email": "mira@example.com",
                    "linkedin_url": "https://www.linkedin.com/in/example",
                    "data": { "first_name": "Mira", "nickname": null },
                    "overrides": {
                        "ignore_recently_contacted": true,
                        "ignore_exclusion_list": false,
                        "ignore_duplicate_leads_in_other_draft_sequences": true,
                        "ignore_duplicate_leads_in_other_active_sequences": false
                    }
                }],
                "settings": { "leads_distribution": "custom_mailboxes", "mailboxes": ["dana@mail.example.com"] }
            }),
        },
        Case {
            id: "add_leads_to_sequence",
            call: |client| {
                let lead = types::AddLeadsToSequenceLead::builder().email("mira@example.com");
                let call = client.add_leads_to_sequence().id("248902131a");
                json_of(call.leads([lead]).send())
            },
            line: "POST /sequences/248902131a/leads",
            body: json!({ "leads": [{ "email": "mira@example.com" }] }),
        },
    ]
}

fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}
