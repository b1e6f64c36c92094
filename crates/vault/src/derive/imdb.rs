//! IMDb's genres in the vocabulary's words, for titles that the shipped table does not know.
//!
//! Invariant: a genre that the vocabulary has no word for is left out, never bent into a near one.

/// IMDb's word, and the vocabulary's genre.
const GENRES: [(&str, &str); 16] = [
    ("Action", "action-adventure"),
    ("Adventure", "action-adventure"),
    ("Comedy", "comedies"),
    ("Crime", "crime"),
    ("Documentary", "documentaries"),
    ("Drama", "dramas"),
    ("Family", "kids-family"),
    ("Fantasy", "sci-fi-fantasy"),
    ("Horror", "horror"),
    ("Music", "music-musicals"),
    ("Musical", "music-musicals"),
    ("Mystery", "mysteries"),
    ("Romance", "romance"),
    ("Sci-Fi", "sci-fi-fantasy"),
    ("Sport", "sports"),
    ("Thriller", "thrillers"),
];

/// The genres of a column like "Drama, Romance", each once, in the order of the alphabet.
pub(super) fn genres(column: &str) -> Vec<&'static str> {
    let known = |word: &str| GENRES.iter().find(|(theirs, _)| *theirs == word);
    let words = column.split(',').filter_map(|word| known(word.trim()));
    let mut genres: Vec<&'static str> = words.map(|(_, ours)| *ours).collect();
    genres.sort_unstable();
    genres.dedup();
    genres
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::catalogue::label;

    #[test]
    fn every_genre_is_one_of_the_vocabulary_for_films_and_for_series() {
        for key in ["interests.media.film", "interests.media.tv"] {
            assert!(GENRES.iter().all(|(_, ours)| label(key, ours).is_some()));
        }
    }

    #[test]
    fn two_words_for_one_genre_are_one_and_an_unknown_word_is_none() {
        assert_eq!(
            genres("Sci-Fi, Drama, Fantasy, Biography"),
            ["dramas", "sci-fi-fantasy"]
        );
        assert_eq!(genres(""), Vec::<&str>::new());
    }
}
