//! The shapes of `shapes.yaml`, as a user of the crate meets them.

use amplemarket::types::{
    Account, AccountInput, BrushDrawing, CreateShapeHow, Drawing, FaultState, Mixture, MixtureMood, MixtureTone,
    MixtureValue, MixtureWho, Odd, Shape,
};
use amplemarket::{Client, operations};

type Checked = Result<(), Box<dyn std::error::Error>>;

pub async fn all(client: &Client) -> Checked {
    forms(client).await?;
    sides(client).await?;
    media(client).await?;
    names(client).await?;
    odd(client).await
}

async fn forms(client: &Client) -> Checked {
    // Told by a constant that each form requires; one that nobody has heard of is kept.
    let Shape::Group(group) = client.get_shape().id(1).send().await?.into_inner() else {
        panic!("not a group");
    };
    assert!(matches!(&group.shapes[0], Shape::Circle(circle) if circle.radius == Some(1.1)));
    assert!(matches!(&group.shapes[1], Shape::Polygon(polygon) if polygon.corners == 3_000_000_000));
    assert!(matches!(&group.shapes[2], Shape::Unrecognized { value, .. } if value["sides"] == 6));
    let written = serde_json::to_string(&Shape::Group(group))?;
    assert_eq!(written, r#"{"kind":"group","shapes":[{"kind":"circle","radius":1.1},{"corners":3000000000,"kind":"polygon"},{"kind":"prism","sides":6}]}"#);
    #[expect(deprecated, reason = "the docs say so")]
    let there = client.head_shape().id(2).send().await?;
    assert_eq!(there.status(), 200);

    // Told by a discriminator: the tag is filled in, and two answers written out the same are one type.
    let brush = BrushDrawing::try_from(BrushDrawing::builder().title("Sky").hairs(30))?;
    let answer = client.create_shape().body(Drawing::from(brush)).send().await?;
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.how, Some(CreateShapeHow::Anew));
    assert!(matches!(&answer.drawn, Drawing::Pen(pen) if pen.width == Some(0.5) && pen.title.is_none()));

    // Told by their kinds, by what one requires, and not at all.
    let call = client.list_mixtures().ids(["a", "b"]).sizes(["s"]).since("2026-01-01T00:00:00Z").whole(true);
    let mixtures = call.owner("00000000-0000-0000-0000-000000000000").send().await?;
    let values: Vec<_> = mixtures.iter().map(|mixture| mixture.value.clone()).collect();
    assert_eq!(values, [None, Some(1.into()), Some(1.5.into()), Some("x".into()), Some(true.into()), Some(vec!["y".to_owned()].into()),
        Some(serde_json::from_str::<MixtureValue>(r#"{"new":1}"#)?)]);
    let first: &Mixture = &mixtures[0];
    assert_eq!((&first.tone, &first.mood), (&Some(MixtureTone::from("lukewarm")), &Some(MixtureMood::Bad)));
    assert!(matches!(&first.who, Some(MixtureWho::Variant0(who)) if who.email == "a@example.com"));
    assert!(matches!(&mixtures[1].who, Some(MixtureWho::Variant1(who)) if who.name.as_deref() == Some("Ada")));
    assert_eq!(first.what, Some(serde_json::json!({ "b": "kept" })));
    assert_eq!(first.which.as_ref().and_then(|which| which.b.as_deref()), Some("here"));
    assert_eq!((first.level, first.only.is_none()), (Some(7), true));
    Ok(())
}

async fn sides(client: &Client) -> Checked {
    let owner = amplemarket::types::OwnerInput::builder().name("Ada");
    let call = client.create_account().name("mine").password("secret").owner(owner);
    let account: Account = call.send().await?.into_inner();
    assert_eq!((account.id, &*account.owner.since), (3_000_000_000, "2026"));
    let sent = AccountInput::try_from(AccountInput::builder().name("a").password("b").owner(amplemarket::types::OwnerInput::from("Ada")))?;
    assert_eq!(serde_json::to_string(&sent)?, r#"{"name":"a","owner":{"name":"Ada"},"password":"b"}"#);
    Ok(())
}

async fn media(client: &Client) -> Checked {
    let call = client.update_document().client("d/1").client_in_query("q").body_in_query("b").send_in_query("s").url("u");
    let call = call.request("r").info("i").result(["x", "y"]).response(7).operation("o").self_("me").type_("t").x2nd("2");
    let document = call.api_version("v2").if_match(3).title_null().send().await?;
    assert_eq!((document.api_version.as_deref(), document.baseurl.as_deref()), (Some("v3"), Some("here")));
    let imported = client.create_import().body("a,b\n").send().await?;
    assert_eq!(imported.status(), 204);
    assert_eq!(client.list_exports().send().await?.into_inner().collect().await?, b"%PDF");
    let token = client.create_token().scopes(["a b", "c"]).lifetime(60).note_null().send().await?;
    assert_eq!(token["numbers"], [4_000_000_000]);
    let error = client.update_document().client("..").send_in_query("s").api_version("v").send().await.unwrap_err();
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    let error = client.update_document().client("d").api_version("v").send().await.unwrap_err();
    assert!(error.to_string().contains("`send_in_query` is required"), "{error}");
    Ok(())
}

async fn names(client: &Client) -> Checked {
    let stones = client.items().pages_in_query("few").stream().collect().await?;
    assert_eq!(stones.iter().map(|stone| stone.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(client.all().send().await?.some.as_ref().map(|option| option.id), Some(1));
    assert_eq!(client.rate_limit().send().await?.into_inner(), 5);
    assert_eq!(operations::RATE_LIMIT_OPERATION.id, "rate_limit");
    assert_eq!(operations::ALL_OPERATION.path, "/stones/all");
    let error = client.pages().send().await?;
    assert_eq!(error.state, Some(FaultState::Unrecognized));
    let answer = client.response().body(vec!["a".to_owned()]).send().await?;
    assert_eq!(answer.ok.as_deref(), Some("yes"));
    client.match_().send().await?;
    client.get_2fa().send().await?;
    Ok(())
}

async fn odd(client: &Client) -> Checked {
    let part = amplemarket::types::OddPart::builder().name("p").size(1);
    let call = client.option().größe("L").undeclared(1).x1st("1").crate_("c").labels(["x"]).parts([part]);
    let odd: Odd = call.tree(smaller()).send().await?.into_inner();
    let tree = odd.tree.as_deref().map(|tree| &*tree.größe);
    assert_eq!((tree, &odd.parts.as_ref().map(Vec::len)), (Some("S"), &Some(2)));
    assert_eq!(odd.both.as_ref().map(|both| (&*both.a, &*both.b)), Some(("a", "b")));
    Ok(())
}

fn smaller() -> Odd {
    serde_json::from_str(r#"{"größe":"S","undeclared":null}"#).unwrap()
}

pub fn answer(request: &str) -> (u16, &'static str) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap_or_default();
    let says = |lines: &[&str]| lines.iter().all(|line| head.lines().any(|held| held == *line));
    match head.split(" HTTP").next().unwrap_or_default() {
        "GET /shapes/1" => (200, r#"{"kind":"group","shapes":[{"kind":"circle","radius":1.1},{"kind":"polygon","corners":3000000000},{"kind":"prism","sides":6}]}"#),
        "HEAD /shapes/2" => (200, ""),
        "POST /shapes" if body == r#"{"drawn_by":"brush","hairs":30,"title":"Sky"}"# => (201, r#"{"drawn":{"drawn_by":"pen","width":0.5},"how":"anew"}"#),
        "GET /mixtures?ids=a&ids=b&owner=00000000-0000-0000-0000-000000000000&since=2026-01-01T00%3A00%3A00Z&sizes=s&whole=true" => (200, r#"[
            {"value":null,"tone":"lukewarm","mood":"bad","who":{"email":"a@example.com"},"what":{"b":"kept"},"which":{"b":"here"},"level":7,"only":null},
            {"value":1,"who":{"name":"Ada"}},{"value":1.5},{"value":"x"},{"value":true},{"value":["y"]},{"value":{"new":1}}]"#),
        "POST /accounts" if body == r#"{"name":"mine","owner":{"name":"Ada"},"password":"secret"}"# => (201, r#"{"id":3000000000,"name":"mine","owner":{"name":"Ada","since":"2026"}}"#),
        "PATCH /documents/d%2F1?body=b&client=q&info=i&operation=o&request=r&response=7&result=x&result=y&self=me&send=s&type=t&url=u&2nd=2"
        | "PATCH /documents/d%2F1?2nd=2&body=b&client=q&info=i&operation=o&request=r&response=7&result=x&result=y&self=me&send=s&type=t&url=u"
            if says(&["content-type: application/merge-patch+json", "accept: application/vnd.made-up+json", "api-version: v2", "if-match: 3"])
                && body == r#"{"title":null}"# => (200, r#"{"id":"d","api_version":"v3","baseurl":"here","more":"text"}"#),
        "POST /imports" if says(&["content-type: text/csv"]) && body == "a,b\n" => (204, ""),
        "GET /exports" if says(&["accept: application/pdf"]) => (200, "%PDF"),
        "POST /tokens" if says(&["content-type: application/x-www-form-urlencoded", "accept: application/json"])
            && body == "grant_type=made_up&lifetime=60&scopes=a%20b&scopes=c" => (200, r#"{"numbers":[4000000000]}"#),
        "GET /stones?page=1&pages=few" => (200, r#"{"stones":[{"id":1},{"id":2}],"_pagination":{"total_pages":2.0}}"#),
        "GET /stones?page=2&pages=few" => (200, r#"{"stones":[{"id":3}],"_pagination":{"total_pages":2.0}}"#),
        "GET /stones/all" => (200, r#"{"some":{"id":1,"next":{"id":2}}}"#),
        "GET /stones/limit" => (200, "5"),
        "GET /stones/pages" => (200, r#"{"state":"unrecognized"}"#),
        "PUT /stones/response" if body == r#"["a"]"# => (200, r#"{"ok":"yes"}"#),
        "GET /stones/match" | "GET /stones/2fa" => (200, "{}"),
        "POST /stones/odd" => (200, r#"{"größe":"L","undeclared":{},"tree":{"größe":"S","undeclared":1},"parts":[{"name":"a"},{"name":"b"}],"nested":{"x":{"deep":[[1]]}},"both":{"a":"a","b":"b"}}"#),
        _ => {
            eprintln!("nobody answers to {request}");
            (404, r#"{"object":"error","_errors":[{"code":"not_found"}]}"#)
        }
    }
}
