//! A word, in all the ways in which it is found.

use std::sync::Arc;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// How many documents are passed over at once.
const BLOCK: usize = 64;

/// A query for whatever matches one of several, which scores what the best of them counts.
///
/// A word that nearly everything has matches in nearly all ways. So each is gone through once
/// for a segment, and the scores are kept side by side, a byte for each document: merging
/// them one document at a time takes several times as long.
#[derive(Clone, Debug)]
pub(super) struct Ways(Arc<[(Box<dyn Query>, u8)]>);

impl Ways {
    /// Queries, and what each counts: more than 0.
    pub(super) fn new(ways: Vec<(Box<dyn Query>, u8)>) -> Self {
        Self(ways.into())
    }
}

impl Query for Ways {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weights = self.0.iter().map(|(q, counts)| {
            let weight = q.weight(scoring)?;
            Ok((weight, *counts))
        });
        let weights = weights.collect::<tantivy::Result<_>>()?;
        Ok(Box::new(Weights(weights)))
    }
}

struct Weights(Vec<(Box<dyn Weight>, u8)>);

impl Weight for Weights {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        // There is nothing in it until something matches.
        let mut scores = Vec::new();
        let mut found = 0;
        for (weight, counts) in &self.0 {
            weight.for_each_no_score(reader, &mut |documents| {
                if scores.is_empty() && !documents.is_empty() {
                    scores.resize(index(reader.max_doc()), 0);
                }
                for document in documents {
                    if let Some(score) = scores.get_mut(index(*document)) {
                        found += u32::from(*score == 0);
                        *score = (*score).max(*counts);
                    }
                }
            })?;
        }
        Ok(Box::new(Scores::new(scores, found)))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(document) == document {
            return Ok(Explanation::new("the best way", scorer.score()));
        }
        let what = format!("document {document} does not match");
        Err(TantivyError::InvalidArgument(what))
    }
}

/// The scores of the documents of a segment; 0 of those that do not match.
struct Scores {
    scores: Vec<u8>,
    document: DocId,
    found: u32,
}

impl Scores {
    fn new(scores: Vec<u8>, found: u32) -> Self {
        let mut new = Self {
            scores,
            document: 0,
            found,
        };
        new.document = new.first_from(0);
        new
    }

    fn first_from(&self, document: DocId) -> DocId {
        let rest = self.scores.get(index(document)..).unwrap_or_default();
        // Most words are rare: what has none of them is passed over in blocks.
        let blocks = rest.chunks(BLOCK);
        let empty = blocks.take_while(|block| block.iter().fold(0, |all, score| all | score) == 0);
        let passed = empty.count() * BLOCK;
        let rest = rest.get(passed..).unwrap_or_default();
        let next = rest.iter().position(|score| *score > 0);
        let next = next.and_then(|n| document.checked_add(DocId::try_from(passed + n).ok()?));
        next.unwrap_or(TERMINATED)
    }
}

impl DocSet for Scores {
    fn advance(&mut self) -> DocId {
        self.seek(self.document.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.document {
            self.document = self.first_from(target);
        }
        self.document
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.found
    }
}

impl Scorer for Scores {
    fn score(&mut self) -> Score {
        let score = self.scores.get(index(self.document));
        Score::from(score.copied().unwrap_or_default())
    }
}

fn index(document: DocId) -> usize {
    usize::try_from(document).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_in_order_across_blocks_and_from_wherever_they_are_sought() {
        let block = |first: u8, last: u8| {
            let mut block = vec![0; BLOCK - 2];
            block.insert(0, first);
            block.push(last);
            block
        };
        let scores = [block(1, 2), block(0, 0), block(3, 0), vec![4]].concat();
        let mut all = Vec::new();
        let mut found = Scores::new(scores.clone(), 4);
        while found.doc() != TERMINATED {
            all.push((index(found.doc()), found.score()));
            found.advance();
        }
        assert_eq!(
            all,
            [
                (0, 1.0),
                (BLOCK - 1, 2.0),
                (2 * BLOCK, 3.0),
                (3 * BLOCK, 4.0)
            ]
        );
        let mut found = Scores::new(scores, 4);
        assert_eq!(index(found.seek(65)), 2 * BLOCK);
        assert_eq!(index(found.seek(65)), 2 * BLOCK, "it does not go back");
        assert_eq!(found.seek(TERMINATED), TERMINATED);
        assert_eq!(Scores::new(Vec::new(), 0).doc(), TERMINATED);
    }
}
