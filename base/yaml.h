/*
 * YAML files as a tree that knows where each node stands.
 *
 * libyaml takes duplicate keys silently; here they are a problem. Aliases, tags
 * and several documents in a file are refused: our files are plain data.
 */
#ifndef FUJI_BASE_YAML_H
#define FUJI_BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	const char *file;            /* as it was given to yaml_read */
	size_t line, column;         /* from 1; columns in characters */
	size_t end_line, end_column; /* just behind it, or behind the last of its items */
	size_t key_line, key_column; /* of a map's value: where its key stands */
	const char *text;            /* YAML_TEXT */
	bool quoted;                 /* YAML_TEXT: was written in quotes or as a block */
	size_t n;                    /* items of a list, pairs of a map */
	const char **keys;           /* YAML_MAP */
	const struct yaml **items;   /* of a list; values of a map, in the order of keys */
};

/** The file's tree, in the arena; NULL after adding problems. An empty file is an
 *  empty map. At most 4 MiB and 16 levels. */
const struct yaml *yaml_read(const char *path, struct arena *arena, struct problems *problems);

/** The same for text in memory; `name` stands for the file in problems. */
const struct yaml *yaml_read_text(const char *name, const char *text, size_t length,
				  struct arena *arena, struct problems *problems);

/** The value of a key, or NULL. map may be NULL or no map. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/** Adds a problem at the node. Always returns false. */
bool yaml_problem(const struct yaml *node, struct problems *problems, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** The same at byte `at` of a text node. Of a text over several lines only its beginning is known. */
bool yaml_problem_at(const struct yaml *node, size_t at, struct problems *problems,
		     const char *sentence);

/** Each key of the map must be one of `known` (closed by NULL); a stranger is a
 *  problem with "did you mean". False if there was one, or it is no map. */
bool yaml_known_keys(const struct yaml *map, const char *const *known, struct problems *problems);

/** Typed reads. A missing key leaves *out and is true when `need` is false; else a
 *  problem at the map. A wrong type or value is a problem at the value. */
bool yaml_read_string(const struct yaml *map, const char *key, bool need, const char **out,
		      struct problems *problems);
bool yaml_read_integer(const struct yaml *map, const char *key, bool need, long long least,
		       long long most, long long *out, struct problems *problems);
bool yaml_read_double(const struct yaml *map, const char *key, bool need, double least, double most,
		      double *out, struct problems *problems);
bool yaml_read_boolean(const struct yaml *map, const char *key, bool need, bool *out,
		       struct problems *problems);

/** The names of files in a folder that end in `suffix`, sorted by bytes, as paths
 *  `dir/name`, in the arena. A folder that cannot be read is a problem. */
bool yaml_files(const char *dir, const char *suffix, struct arena *arena, const char ***out,
		size_t *out_n, struct problems *problems);

#endif
