/*
 * A tokenizer for FTS5 that finds Chinese words without a dictionary.
 */
#ifndef FUJI_KNOWLEDGE_PAIRS_H
#define FUJI_KNOWLEDGE_PAIRS_H

#include <sqlite3.h>

/** Cuts Chinese into overlapping pairs of characters and takes runs of Latin letters and
 *  digits as words in lower case; all else only separates. In a document the last
 *  character of a run also stands alone, so that every character begins some token: a
 *  single character is to be searched as a prefix. Needs no instance. */
extern const fts5_tokenizer pairs_tokenizer;

#endif
