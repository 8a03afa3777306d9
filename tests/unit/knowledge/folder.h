/*
 * A knowledge folder in /tmp that is right as it stands; a test replaces one file and sees
 * what the loader says.
 */
#ifndef FUJI_TESTS_UNIT_KNOWLEDGE_FOLDER_H
#define FUJI_TESTS_UNIT_KNOWLEDGE_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "knowledge/knowledge.h"

#define ABILITIES                                                                             \
	"{call_out: no, receive_call: yes, send_sms: no, receive_sms: unknown, use_data: no," \
	" call_hotline: yes, call_emergency: yes}"

/* A cause of 15 lines, with the lines of `what` and `steps` given by the test. */
#define CAUSE(code, order, what) CAUSE_WITH(code, order, what, "{told: {zh: 已告知, en: Told}}")
#define CAUSE_WITH(code, order, what, steps)                \
	code ":\n"                                          \
	     "  lift_order: " order "\n"                    \
	     "  pay: maybe\n"                               \
	     "  suspends: true\n"                           \
	     "  restricted: false\n"                        \
	     "  values: [owed, policy]\n"                   \
	     "  can: " ABILITIES "\n"                       \
	     "  source: 电信条例第34条\n"             \
	     "  name: {zh: 欠费, en: Arrears}\n"          \
	     "  what: " what "\n"                           \
	     "  way_out: {zh: 请交费, en: Please pay}\n" \
	     "  agent_next: {zh: 核对, en: Check}\n"      \
	     "  lifted_by: {zh: 系统, en: the system}\n"  \
	     "  steps: " steps "\n"

#define GOOD_WHAT "{zh: \"欠费{owed}。\", en: \"You owe {owed}.\"}"

#define ROW(name, more)      \
	"- name: " name "\n" \
	"  source: 电信条例\n" more

#define GOOD_POLICIES \
	ROW("restore_longest", "  valid_from: 2016-02-06\n  value: {zh: 24小时, en: 24 hours}\n")

#define GOOD_ARTICLE                                                                                                    \
	"---\nid: paying\ntitle_zh: 交费后恢复\ntitle_en: After paying\nwords_zh: 到账\nwords_en: paid\n---\n\n" \
	"## zh\n\n最长{policy.restore_longest}。\n\n## en\n\nAt most {policy.restore_longest}.\n"

/* The last team takes what is left, and never sleeps. */
#define TEAM_OF_LAST_RESORT "- {id: all, name: {zh: 全部, en: All}, skill: any, hours: always}\n"

#define GOOD_DUES "- {first: 5, next: 10, resolve: 600}\n"

#define GOOD_CALENDAR                                                              \
	"- {year: 2024, source: notice}\n- {year: 2025, source: notice}\n"         \
	"- {year: 2026, source: notice, off: [2026-01-01/2026-01-03, 2026-04-05]," \
	" work: [2026-01-04]}\n"

#define REPLY(id, text, more) \
	"- {id: " id ", title: {zh: 好, en: Yes}, text: {zh: " text ", en: " text "}" more "}\n"
#define GOOD_REPLIES REPLY("plain", "'{line} {case} {agent} {hours}'", "")

struct folder {
	char path[32];
	struct problems *problems;
};

static inline void folder_write(const struct folder *folder, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder->path, name);

	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static inline int folder_create(void **state)
{
	struct folder *folder = calloc(1, sizeof *folder);
	char path[64];

	strcpy(folder->path, "/tmp/knowledge-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	snprintf(path, sizeof path, "%s/policies", folder->path);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/articles", folder->path);
	mkdir(path, 0700);
	folder_write(folder, "policies/law.yaml", GOOD_POLICIES);
	folder_write(folder, "causes.yaml", CAUSE("ARREARS", "1", GOOD_WHAT));
	folder_write(folder, "articles/a.md", GOOD_ARTICLE);
	folder_write(folder, "teams.yaml", TEAM_OF_LAST_RESORT);
	folder_write(folder, "due.yaml", GOOD_DUES);
	folder_write(folder, "calendar.yaml", GOOD_CALENDAR);
	folder_write(folder, "tags.yaml", "[]\n");
	folder_write(folder, "replies.yaml", GOOD_REPLIES);
	folder->problems = problems_create();
	*state = folder;
	return 0;
}

static inline int folder_destroy(void **state)
{
	static const char *const files[] = {
		"policies/law.yaml",
		"policies/other.yaml",
		"causes.yaml",
		"articles/a.md",
		"teams.yaml",
		"due.yaml",
		"calendar.yaml",
		"articles/b.md",
		"policies",
		"articles",
		"replies.yaml",
		"tags.yaml",
		"",
	};
	struct folder *folder = *state;
	char path[128];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", folder->path, files[i]);
		remove(path);
	}
	problems_destroy(folder->problems);
	free(folder);
	return 0;
}

/* The i-th problem is `FOLDER/<expected>`. */
static inline void assert_problem(const struct folder *folder, size_t i, const char *expected)
{
	const char *line = problems_line(folder->problems, i);
	size_t length = strlen(folder->path);

	assert_memory_equal(line, folder->path, length);
	assert_string_equal(line + length + 1, expected);
}

/* The folder does not load, and this is the one thing said about it. */
static inline void assert_refused(const struct folder *folder, const char *expected)
{
	assert_null(knowledge_load(folder->path, folder->problems));
	if (problems_count(folder->problems) != 1)
		problems_print(folder->problems, stderr);
	assert_int_equal(problems_count(folder->problems), 1);
	assert_problem(folder, 0, expected);
}

#endif
