//! What holds for any bytes: nothing panics, every row is accounted for, and what is read was examined.

use proptest::prelude::*;

use super::{as_said, bytes, look, path};
use crate::{DateOrder, Verdict};

const SAMPLES: [&str; 22] = [
    "netflix/NetflixViewingHistory.csv",
    "netflix/CONTENT_INTERACTION/ViewingActivity.csv",
    "netflix/CONTENT_INTERACTION/Ratings.csv",
    "amazon/Your Orders.zip",
    "amazon/Retail.OrderHistory.1/Retail.OrderHistory.1.csv",
    "amazon/legacy_order_history_report.csv",
    "amazon/Your Prime Video Viewing Activity/Viewing History.csv",
    "netflix/CONTENT_INTERACTION/MyList.csv",
    "netflix/CONTENT_INTERACTION/IndicatedPreferences.csv",
    "books/goodreads_library_export.csv",
    "books/storygraph_export.csv",
    "films/imdb_ratings.csv",
    "films/letterboxd/diary.csv",
    "email/orders.mbox",
    "spotify/Spotify Account Data/StreamingHistory_podcast_0.json",
    "spotify/Spotify Account Data/Inferences.json",
    "google/Takeout/YouTube und YouTube Music/Verlauf/Wiedergabeverlauf.json",
    "google/Takeout/My Activity/Shopping/MyActivity.json",
    "google/Takeout/Google Play Store/Purchase History.json",
    "meta/instagram/ads_information/ads_and_topics/your_topics.json",
    "meta/facebook/logged_information/other_logged_information/ads_interests.json",
    "spotify/Spotify Extended Streaming History/Streaming_History_Audio_2025-2026_0.json",
];

/// Looks at the bytes and reads them if they can be.
fn survives(content: &[u8]) {
    let found = look(vec![bytes("any", content)]);
    for file in &found.files {
        if let Verdict::Recognised(file) = &file.verdict {
            assert_eq!(file.rows, file.kept + file.skipped.values().sum::<u64>());
        }
    }
    if let Ok((read, events)) = as_said(vec![bytes("any", content)], Some(DateOrder::MonthFirst)) {
        let counted: u64 = read.recognised().map(|(_, file)| file.events).sum();
        assert_eq!(counted, events.len() as u64);
        assert!(events.iter().all(|event| !event.title.is_empty()
            && event.title.chars().count() <= 300
            && event.quantity > 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(content in proptest::collection::vec(any::<u8>(), 0..2000)) {
        survives(&content);
    }

    #[test]
    fn any_bytes_that_call_themselves_a_zip_are_survived(content in proptest::collection::vec(any::<u8>(), 0..600)) {
        let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &content].concat();
        survives(&[b"PK\x03\x04".as_slice(), &content, &end].concat());
    }

    #[test]
    fn any_table_text_is_survived(content in "(Title,Date|Datum;Artikel;Preis|Date,Item,Qty,Price|Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type)\n([\"a-z0-9:, /;\n-]{0,40}\n){0,20}") {
        survives(content.as_bytes());
    }

    #[test]
    fn any_page_in_a_mail_is_survived(page in "(<(script type=\"application/ld\\+json\"|div itemscope|p itemprop=\"(name|price|orderNumber)\"|/script|/div|/p)>|[{}\\[\\]\",:a-zO@ -]{0,12}|\"@type\":\"Order\"){0,60}") {
        survives(format!("From: a@b.example\nDate: Sun, 14 Jun 2026 07:31:00 +0000\nContent-Type: text/html\n\n{page}").as_bytes());
    }

    #[test]
    fn mutated_samples_are_survived(
        sample in 0..SAMPLES.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut content = std::fs::read(path(SAMPLES[sample])).unwrap();
        for (place, byte) in changes {
            let place = place.index(content.len());
            content[place] = byte;
        }
        if let Some(cut) = cut {
            content.truncate(cut.index(content.len()));
        }
        survives(&content);
    }
}
