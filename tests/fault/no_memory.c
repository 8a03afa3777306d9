/*
 * Whichever allocation fails, and whoever makes it, in a hello, a message, an operator's answer, an
 * agent's order, an erasure or a start: either the event is refused and taken when it comes again,
 * or the process ends with one sentence; and once it was sent again the store is what it would be
 * had nothing failed.
 * OpenCC alone, which is written in C++, ends the process in the words of that language.
 *
 * Each failure has a process of its own, forked from one that has read all words, and a copy of
 * the store; so does the look at what it left.
 */
#include "tests/unit/bot/fixture.h"

#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/log.h"
#include "bot/core.h"
#include "tests/fault/heap.h"
#include "tests/fault/ledger.h"

#define EXIT_NO_MEMORY 3
#define SAMPLES 20
#define STARTS 3 /* a start reads all words: half a million allocations in a second */
#define STARTS_MOST 200

static struct fixture fixture;
static char template[32], folder[32];

/* --- what is done ----------------------------------------------------------------- */

static const char LINE[] = "13800000004"; /* stopped for what was owed, which has been paid */

static int64_t asked; /* the operator's call that an answer is for */

static void begin(void)
{
	hello(&fixture, "zh");
}

static void begin_nothing(void)
{
}

static void begin_person(void)
{
	begin();
	say(&fixture, LINE);
	say(&fixture, "身份证");
	say(&fixture, "张三 12345X");
}

static void begin_question(void)
{
	struct event *question;

	begin();
	question = message(&fixture, LINE, "m-0");
	fixture_run(&fixture, &question, 1);
	say(&fixture, "身份证");
	question = message(&fixture, "张三 12345X", "m-1");
	fixture_run(&fixture, &question, 1);
	for (size_t i = 0; i < fixture.last.n; i++)
		if (fixture.last.items[i]->kind == OUTPUT_CALL)
			asked = fixture.last.items[i]->call;
	assert_int_not_equal(asked, 0);
}

static void begin_case(void)
{
	begin_person();
	account(&fixture, "li", ROLE_AGENT);
	say(&fixture, "转人工");
	desk(&fixture, "li", DESK_CLAIM, NULL);
}

/* The event that meets the empty heap, and comes again; NULL for a start, which has none. */
static struct event *question(void)
{
	return message(&fixture, "我的号码为什么停机 13800000004", "m-2");
}

static struct event *greeting(void)
{
	struct event *event = event_create(EVENT_HELLO, 7);

	strcpy(event->conversation, "c-greeted");
	event->user = mem_text("u-greeted");
	event->locale = mem_text("zh");
	event->starts = true;
	return event;
}

static struct event *operators_answer(void)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	event->call = asked;
	event->answer.check = CHECK_PASSED;
	return event;
}

static struct event *agents_order(void)
{
	struct event *event = desk_event(&fixture, "li", DESK_ORDER, NULL);

	event->order = mem_text("resume");
	event->client_id = mem_text("o-1");
	return event;
}

static struct event *erasure(void)
{
	struct event *event = event_create(EVENT_PERSON, 1);

	event->person = PERSON_ERASE;
	event->as_line = mem_text(LINE);
	return event;
}

static const struct situation {
	const char *name;
	void (*begin)(void);
	struct event *(*event)(void);
} situations[] = {
	{"a hello", begin_nothing, greeting},
	{"a message", begin, question},
	{"an operator's answer", begin_question, operators_answer},
	{"an agent's order", begin_case, agents_order},
	{"an erasure", begin_person, erasure},
	{"a start", begin_question, NULL},
};

/* --- a store at a time ------------------------------------------------------------ */

static void close_store(void)
{
	struct bot *bot = fixture.bot;

	audit_close(bot->audit);
	bot->store.kind->close(bot->store.db);
	bot->audit = NULL;
	bot->store.db = NULL;
}

static void open_store(void)
{
	struct bot *bot = fixture.bot;
	struct error err;

	bot->store.db = bot->store.kind->open(folder, &err);
	if (!bot->store.db)
		fail_msg("%s", err.text);
	bot->audit = audit_open(folder, &bot->store);
}

static void empty(const char *dir)
{
	ledger_remove_folder(dir);
	mkdir(dir, 0700);
}

static void copy_store(const char *from, const char *to)
{
	static const char *const left[] = {"fuji.db-wal", "fuji.db-shm"};
	char path[64];

	for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
		snprintf(path, sizeof path, "%s/%s", to, left[i]);
		unlink(path);
	}
	ledger_copy_file(from, to, "fuji.db");
	ledger_copy_file(from, to, "audit.head");
}

/* --- in a process of its own ------------------------------------------------------ */

/* Whether it was taken; refused it may be only for now. */
static bool run(struct event *event)
{
	fixture_run(&fixture, &event, 1);
	if (told(&fixture, "error ") && !told(&fixture, "error storage_unavailable"))
		fail_msg("refused: %s", fixture.told.data);
	return !told(&fixture, "error ");
}

static void start_bot(void)
{
	struct problems *problems = problems_create();
	struct error err = {0};
	struct bot *bot = bot_create(&(struct bot_config){.resources = ".",
							  .data_dir = folder,
							  .store = &store_sqlite,
							  .clock = &fixture.clock,
							  .keys = fixture.keys,
							  .zone_minutes = 480},
				     problems, &err);

	if (!bot && !*err.text)
		fail_msg("no reason is given");
	problems_destroy(problems);
}

/* The number of allocations, by way of the pipe; fails when a clean try after it does. */
static void meet_empty_heap(const struct situation *situation, long k, int out)
{
	struct event *event;
	long n;

	if (situation->event) {
		open_store();
		event = situation->event();
		heap_fail(k);
		run(event);
	} else {
		heap_fail(k);
		start_bot();
	}
	n = heap_heal();
	if (situation->event && !run(situation->event()))
		fail_msg("refused once there was memory: %s", fixture.told.data);
	assert_int_equal(write(out, &n, sizeof n), sizeof n);
}

/* All that the subscriber and the desk see once the event has come again and all calls were
 * made: with nothing lost, and nothing done twice. */
static void tell_what_is_there(const struct situation *situation, int out)
{
	struct event *resume = event_create(EVENT_HELLO, 7);

	open_store();
	if (situation->event)
		run(situation->event());
	fixture_settle(&fixture);
	output_list_finish(&fixture.last);
	bot_resume_calls(fixture.bot, &fixture.last);
	fixture_settle(&fixture);
	strcpy(resume->conversation, fixture.conversation);
	fixture_run(&fixture, &resume, 1);
	assert_int_equal(write(out, fixture.told.data, fixture.told.length), fixture.told.length);
	if (!*fixture.case_id)
		return;
	desk(&fixture, "li", DESK_OPEN, NULL);
	assert_int_equal(write(out, fixture.desk.data, fixture.desk.length), fixture.desk.length);
}

/* --- from outside ----------------------------------------------------------------- */

struct ending {
	int status;
	struct buffer out, err;
};

static void read_all(int from, struct buffer *out)
{
	char part[4096];
	ssize_t n;

	while ((n = read(from, part, sizeof part)) > 0)
		buffer_add(out, part, (size_t)n);
	close(from);
}

/* Runs one of the above in a process of its own, on the store as it lies there; k 0 looks. */
static void fork_off(const struct situation *situation, long k, struct ending *ending)
{
	int out[2], err[2];
	pid_t child;

	if (pipe(out) || pipe(err) || (child = fork()) < 0) {
		perror("no_memory");
		exit(3);
	}
	if (child == 0) {
		dup2(err[1], STDERR_FILENO);
		close(err[1]);
		if (k)
			meet_empty_heap(situation, k, out[1]);
		else
			tell_what_is_there(situation, out[1]);
		_exit(0);
	}
	close(out[1]);
	close(err[1]);
	read_all(out[0], &ending->out);
	read_all(err[0], &ending->err);
	waitpid(child, &ending->status, 0);
}

static void finish(struct ending *ending)
{
	buffer_finish(&ending->out);
	buffer_finish(&ending->err);
}

static _Noreturn void wrong(const struct situation *situation, long k, const char *what,
			    const struct ending *ending)
{
	printf("no_memory: %s, allocation %ld: %s: status %x\n%s\n%s\n", situation->name, k, what,
	       (unsigned)ending->status, ending->out.data ? ending->out.data : "",
	       ending->err.data ? ending->err.data : "");
	exit(1);
}

static bool ended_with_one_sentence(const struct ending *ending)
{
	static const char thrown[] = "terminate called after throwing an instance of ";
	const char *said = ending->err.data ? ending->err.data : "";

	if (WIFSIGNALED(ending->status))
		return WTERMSIG(ending->status) == SIGABRT &&
		       !strncmp(said, thrown, strlen(thrown));
	return WEXITSTATUS(ending->status) == EXIT_NO_MEMORY &&
	       !strcmp(said, "fuji: out of memory\n");
}

/* Which of the two it was, counted. Returns how many allocations there were, 0 if not known. */
static long fail_at(const struct situation *situation, long k, size_t *n_ended)
{
	struct ending ending = {0};
	long n = 0;

	copy_store(template, folder);
	fork_off(situation, k, &ending);
	if (ended_with_one_sentence(&ending))
		++*n_ended;
	else if (ending.status || ending.out.length != sizeof n)
		wrong(situation, k, "neither refused nor ended with one sentence", &ending);
	else
		memcpy(&n, ending.out.data, sizeof n);
	finish(&ending);
	return n;
}

static void compare(const struct situation *situation, long k, struct ending *clean)
{
	struct ending ending = {0};

	fork_off(situation, 0, &ending);
	if (ending.status || !ending.out.length)
		wrong(situation, k, "afterwards", &ending);
	if (!clean->out.length) {
		*clean = ending;
		return;
	}
	if (strcmp(ending.out.data, clean->out.data) != 0)
		wrong(situation, k, clean->out.data, &ending);
	finish(&ending);
}

static struct {
	size_t failures, ended;
} total;

static void play(const struct situation *situation, long samples)
{
	struct ending clean = {0};
	size_t n_tried = 0, n_ended = 0;
	long n, step;

	empty(folder);
	open_store();
	*fixture.case_id = '\0';
	situation->begin();
	close_store();
	copy_store(folder, template);

	n = fail_at(situation, LONG_MAX, &n_ended);
	compare(situation, LONG_MAX, &clean);
	step = samples && n > samples ? n / samples : 1;
	for (long k = 1; k <= n; k += step, n_tried++) {
		fail_at(situation, k, &n_ended);
		compare(situation, k, &clean);
	}
	total.failures += n_tried;
	total.ended += n_ended;
	printf("no_memory: %s: %zu of %ld allocations: %zu refused or done without, %zu ended in one "
	       "sentence, nothing half\n",
	       situation->name, n_tried, n, n_tried - n_ended, n_ended);
	fflush(stdout);
	finish(&clean);
}

/* no_memory [SAMPLES]: of each situation; 0: all allocations but those of a start. */
int main(int argc, char **argv)
{
	long samples = argc > 1 ? strtol(argv[1], NULL, 10) : SAMPLES;

	if (!heap_is_ours()) {
		printf("no_memory: skipped: the heap is the sanitizer's\n");
		return 0;
	}
	log_start(LOG_FORMAT_TEXT, (enum log_level)(LOG_LEVEL_ERROR + 1));
	fixture_open(&fixture, &store_sqlite, "sim:");
	close_store();
	ledger_make_folder(folder);
	ledger_make_folder(template);
	for (size_t i = 0; i < sizeof situations / sizeof *situations; i++)
		play(&situations[i], situations[i].event ? samples
				     : samples           ? STARTS
							 : STARTS_MOST);
	printf("no_memory: failures %zu, refused %zu, ended %zu\n", total.failures,
	       total.failures - total.ended, total.ended);
	ledger_remove_folder(folder);
	ledger_remove_folder(template);
	fixture_close(&fixture);
	return 0;
}
