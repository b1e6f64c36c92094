//! What holds for every query.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z._]{0,6}".prop_map(Value::from),
    ];
    let names = select(vec![
        "credentials",
        "credential_sets",
        "options",
        "required",
        "id",
        "format",
        "meta",
        "vct_values",
        "claims",
        "path",
        "values",
        "claim_sets",
        "trusted_authorities",
        "type",
        "multiple",
    ]);
    leaf.prop_recursive(5, 40, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((names.clone(), inner), 0..5).prop_map(|members| {
                Value::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

fn any_path() -> impl Strategy<Value = Value> {
    select(vec![
        json!(["shoes", "size"]),
        json!(["shoes", "size", null, "system"]),
        json!(["shoes", "width"]),
        json!(["interests", "shop"]),
        json!(["deals"]),
        json!(["given_name"]),
        json!(["shoes"]),
    ])
}

/// Queries that are nearly always well-formed, so that what is left of them is looked at.
fn any_query() -> impl Strategy<Value = Value> {
    let claim = (any_path(), of(Just(json!(["a", 1])))).prop_map(|(path, values)| {
        let mut claim = json!({"path":path});
        if let Some(values) = values {
            claim["values"] = values;
        }
        claim
    });
    let claim_sets = of(vec(vec(select(vec!["c0", "c1"]), 1..3), 1..3));
    let credential = (
        select(vec!["dc+sd-jwt", "dc+sd-jwt", "mso_mdoc"]),
        vec(claim, 1..4),
        claim_sets,
    );
    let set = (
        vec(vec(select(vec!["q0", "q1"]), 1..3), 1..3),
        any::<bool>(),
    );
    (vec(credential, 1..4), of(vec(set, 1..3))).prop_map(|(credentials, sets)| {
        let credentials: Vec<Value> = credentials
            .into_iter()
            .enumerate()
            .map(|(at, (format, mut claims, claim_sets))| {
                for (at, claim) in claims.iter_mut().enumerate() {
                    claim["id"] = format!("c{at}").into();
                }
                let mut one = json!({"id":format!("q{at}"),"format":format,"meta":{"vct_values":[VCT]},"claims":claims});
                if let Some(claim_sets) = claim_sets {
                    one["claim_sets"] = json!(claim_sets);
                }
                one
            })
            .collect();
        let mut query = json!({"credentials":credentials});
        if let Some(sets) = sets {
            let set = |(options, required)| json!({"options":options,"required":required});
            query["credential_sets"] = sets.into_iter().map(set).collect();
        }
        query
    })
}

proptest! {
    #[test]
    fn arbitrary_json_never_breaks_the_reader(json in any_json()) {
        let _ = parse(&json);
        let _ = parse(&json!({"credentials":[json]}));
    }

    #[test]
    fn what_remains_of_a_query_hangs_together(query in any_query()) {
        let Ok(queries) = parse(&query) else { return Ok(()) };
        let ids: BTreeSet<&String> = queries.groups.iter().map(|group| &group.id).collect();
        prop_assert_eq!(ids.len(), queries.groups.len());
        prop_assert!(!ids.is_empty() && ids.iter().all(|id| queries.ids.contains(*id)));
        for group in &queries.groups {
            prop_assert!(queries.sets.iter().any(|set| set.names(&group.id)));
            prop_assert!(!group.options.is_empty() && group.options.iter().all(|option| !option.is_empty()));
            let offered: BTreeSet<_> = group.options.iter().flatten().copied().collect();
            let detailed: BTreeSet<_> = group.details.iter().map(|detail| detail.key).collect();
            prop_assert_eq!(&offered, &detailed);
            prop_assert_eq!(detailed.len(), group.details.len());
        }
        for set in &queries.sets {
            prop_assert!(!set.options.is_empty());
            prop_assert!(set.options.iter().flatten().all(|id| ids.contains(id)));
        }
    }

    #[test]
    fn what_dcql_does_not_have_changes_nothing(query in any_query(), extra in any_json()) {
        let mut other = query.clone();
        other["x_more"] = extra.clone();
        other["credentials"][0]["x_more"] = extra.clone();
        other["credentials"][0]["claims"][0]["x_more"] = extra;
        prop_assert_eq!(parse(&other), parse(&query));
    }
}
