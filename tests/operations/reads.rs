//! The calls that ask, and change nothing.

use amplemarket::types::{ListMailboxesEmailProvider, ListMailboxesStatus};
use serde_json::Value;

use crate::{Case, bytes_of, json_of};

pub(crate) fn cases() -> Vec<Case> {
    const NONE: Value = Value::Null;
    vec![
        Case {
            id: "get_account_info",
            call: |client| json_of(client.get_account_info().send()),
            line: "GET /account-info",
            body: NONE,
        },
        Case {
            id: "list_calls",
            call: |client| json_of(client.list_calls().send()),
            line: "GET /calls",
            body: NONE,
        },
        Case {
            id: "list_call_dispositions",
            call: |client| json_of(client.list_call_dispositions().send()),
            line: "GET /calls/dispositions",
            body: NONE,
        },
        Case {
            id: "get_call_recording",
            call: |client| bytes_of(client.get_call_recording().id("019e9a1c-27ed").send()),
            line: "GET /calls/019e9a1c-27ed/recording",
            body: NONE,
        },
        Case {
            id: "find_company",
            call: |client| json_of(client.find_company().send()),
            line: "GET /companies/find",
            body: NONE,
        },
        Case {
            id: "list_contacts",
            call: |client| {
                let ids = ["019e9a1c-2093", "a&b[]=c"].map(str::to_owned);
                json_of(client.list_contacts().ids(ids).send())
            },
            line: "GET /contacts?ids%5B%5D=019e9a1c-2093&ids%5B%5D=a%26b%5B%5D%3Dc",
            body: NONE,
        },
        Case {
            id: "list_contacts",
            call: |client| json_of(client.list_contacts().send()),
            line: "GET /contacts",
            body: NONE,
        },
        Case {
            id: "get_contact_by_email",
            call: |client| {
                let call = client.get_contact_by_email();
                json_of(call.email("dana+fair@example.com").send())
            },
            line: "GET /contacts/email/dana%2Bfair%40example.com",
            body: NONE,
        },
        Case {
            id: "get_contact",
            call: |client| json_of(client.get_contact().id("019e9a1c-2093").send()),
            line: "GET /contacts/019e9a1c-2093",
            body: NONE,
        },
        Case {
            id: "get_email_validation",
            call: |client| {
                let call = client.get_email_validation().id(batch_id());
                let call = call.page_size(4).page_after("a@b.example");
                json_of(call.page_before("c@d.example").send())
            },
            line: "GET /email-validations/019e9a1c-2fa8-77fb-aaad-628904f4d4a0?page%5Bafter%5D=a%40b.example&page%5Bbefore%5D=c%40d.example&page%5Bsize%5D=4",
            body: NONE,
        },
        Case {
            id: "get_email_validation",
            call: |client| json_of(client.get_email_validation().id(batch_id()).send()),
            line: "GET /email-validations/019e9a1c-2fa8-77fb-aaad-628904f4d4a0",
            body: NONE,
        },
        Case {
            id: "list_excluded_domains",
            call: |client| json_of(client.list_excluded_domains().send()),
            line: "GET /excluded-domains",
            body: NONE,
        },
        Case {
            id: "list_excluded_emails",
            call: |client| json_of(client.list_excluded_emails().send()),
            line: "GET /excluded-emails",
            body: NONE,
        },
        Case {
            id: "list_mailboxes",
            call: |client| {
                let call = client.list_mailboxes().page_size(20).page_after("x");
                let call = call.page_before("y").user_email("dana@example.com");
                let call = call.status(ListMailboxesStatus::NeedsReconnection);
                json_of(
                    call.email_provider(ListMailboxesEmailProvider::OtherMixed)
                        .send(),
                )
            },
            line: "GET /mailboxes?email_provider=other_mixed&page%5Bafter%5D=x&page%5Bbefore%5D=y&page%5Bsize%5D=20&status=needs_reconnection&user_email=dana%40example.com",
            body: NONE,
        },
        Case {
            id: "list_mailboxes",
            call: |client| json_of(client.list_mailboxes().send()),
            line: "GET /mailboxes",
            body: NONE,
        },
        Case {
            id: "find_person",
            call: |client| json_of(client.find_person().send()),
            line: "GET /people/find",
            body: NONE,
        },
        Case {
            id: "list_sequences",
            call: |client| {
                let call = client.list_sequences().page_size(2).page_after("x");
                let call = call.page_before("y").status("active").name("Spring & fall");
                let call = call.created_by_user_id("019e9a1c-22c9");
                json_of(call.created_by_user_email("dana@example.com").send())
            },
            line: "GET /sequences?created_by_user_email=dana%40example.com&created_by_user_id=019e9a1c-22c9&name=Spring+%26+fall&page%5Bafter%5D=x&page%5Bbefore%5D=y&page%5Bsize%5D=2&status=active",
            body: NONE,
        },
        Case {
            id: "list_sequences",
            call: |client| json_of(client.list_sequences().send()),
            line: "GET /sequences",
            body: NONE,
        },
        Case {
            id: "list_tasks",
            call: |client| {
                let call = client.list_tasks().page_size(2).page_after("x");
                let call = call.page_before("y").automatic(false).type_("phone_call");
                let call = call.status("scheduled").contact_local_time_from(0);
                let call = call
                    .contact_local_time_to(23)
                    .message_opens(0)
                    .keyword("50%");
                json_of(
                    call.sequence_key("248902131a")
                        .user_id("019e9a1c-22c9")
                        .send(),
                )
            },
            line: "GET /tasks?automatic=false&contact_local_time_from=0&contact_local_time_to=23&keyword=50%25&message_opens=0&page%5Bafter%5D=x&page%5Bbefore%5D=y&page%5Bsize%5D=2&sequence_key=248902131a&status=scheduled&type=phone_call&user_id=019e9a1c-22c9",
            body: NONE,
        },
        Case {
            id: "list_tasks",
            call: |client| json_of(client.list_tasks().user_id("019e9a1c-22c9").send()),
            line: "GET /tasks?user_id=019e9a1c-22c9",
            body: NONE,
        },
        Case {
            id: "list_users",
            call: |client| {
                let call = client.list_users().page_size(2).page_after("x");
                let call = call.page_before("y").status("active").role("sales_rep");
                json_of(call.email("jörg@example.com").send())
            },
            line: "GET /users?email=j%C3%B6rg%40example.com&page%5Bafter%5D=x&page%5Bbefore%5D=y&page%5Bsize%5D=2&role=sales_rep&status=active",
            body: NONE,
        },
        Case {
            id: "list_users",
            call: |client| json_of(client.list_users().send()),
            line: "GET /users",
            body: NONE,
        },
    ]
}

/// An id as an answer gives it: a UUID, not text.
fn batch_id() -> uuid::Uuid {
    uuid::uuid!("019e9a1c-2fa8-77fb-aaad-628904f4d4a0")
}
