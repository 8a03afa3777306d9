/*
 * Walks at random through all errands, and holds what the bot says and orders against rules.
 *
 * walks [--seed N] [--walks N] [--only I]: the same seed makes the same walks. A walk that breaks
 * a rule is printed as a script that `fuji test` can play; --only prints the I-th in any case.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "tests/walks/walk.h"

#define START_MS 1764036000000LL /* 2025-11-25T10:00+08:00 */
#define MOVES_LEAST 5
#define MOVES_MOST 40
#define FOREIGN 18 /* whose owner is another */
#define SHOWN_MOST 5
#define ORDERED_LEAST 200 /* walks, of which some order something */

struct run {
	struct world world;
	struct clock clock;
	struct local *local;
	struct walk *walk; /* that is under way */
	const char *home;
	unsigned long long seed;
	size_t n_orders;
};

static uint64_t under_way; /* the walk in which the process ends, if it does */

static void hear_now(void *run, const struct output *output)
{
	hear(((struct run *)run)->walk, output);
}

/* --- a walk ------------------------------------------------------------------- */

static void finish(struct walk *walk)
{
	buffer_finish(&walk->question);
	buffer_finish(&walk->last);
	buffer_finish(&walk->keys);
	buffer_finish(&walk->said);
	buffer_finish(&walk->shown);
	buffer_finish(&walk->script);
	buffer_finish(&walk->detail);
	if (*walk->ledger)
		remove(walk->ledger);
}

/* Operators that lose calls, lose answers, and take their time. */
static const char *operator_of(struct walk *walk, char room[192])
{
	static const char *const manners[] = {"",
					      "",
					      "&fail=0.1",
					      "&fail=0.5",
					      "&fail=1",
					      "&lose=0.5",
					      "&lose=1",
					      "&order_ms=0",
					      "&order_ms=90000000",
					      "&restore_ms=90000000"};

	snprintf(room, 192, "sim:?code=135790&ledger=%s%s", walk->ledger,
		 manners[dice(&walk->dice, sizeof manners / sizeof *manners)]);
	return room;
}

static bool set_out(struct run *run, struct walk *walk)
{
	char carrier[192];
	struct local_options options = {.resources = run->home, .clock = &run->clock};
	const char *folder = getenv("TMPDIR");
	struct error err;

	run->walk = walk;
	run->clock.manual_ms = walk->message_ms = START_MS;
	walk->world = &run->world;
	walk->local = run->local;
	walk->clock = &run->clock;
	walk->named = run->world.n_lines;
	strcpy(walk->owner, "bot");
	snprintf(walk->ledger, sizeof walk->ledger, "%s/fuji-walks-%ld", folder ? folder : "/tmp",
		 (long)getpid());
	options.carrier_url = operator_of(walk, carrier);
	options.locale = walk->language == LANGUAGE_ZH ? "zh" : "en";
	buffer_format(&walk->script, "dialogue: A walk\ncarrier: %s\nlocale: %s\n", carrier,
		      options.locale);
	if (!local_begin(run->local, &options, &err))
		break_rule(walk, "a conversation begins", err.text);
	return !walk->broken;
}

static void go(struct run *run, struct walk *walk)
{
	size_t n = MOVES_LEAST + dice(&walk->dice, MOVES_MOST - MOVES_LEAST + 1);

	if (!set_out(run, walk))
		return;
	begin_walk(walk);
	while (n-- > 0 && !walk->broken)
		move(walk);
	if (walk->broken)
		return;
	say(walk, walk->language == LANGUAGE_ZH ? "转人工" : "agent", NULL);
	if (strcmp(walk->owner, "waiting"))
		break_rule(walk, "a person is one message away", walk->owner);
}

/* --- walks -------------------------------------------------------------------- */

static struct walk begin(struct run *run, uint64_t number, bool proves, size_t line)
{
	struct walk walk = {.dice = run->seed * 1000003 + number, .proves = proves};

	dice_seed(walk.dice);
	walk.language = (enum language)dice(&walk.dice, N_LANGUAGES);
	walk.line = dice(&walk.dice, run->world.n_lines);
	walk.self = dice(&walk.dice, 8) ? 0 : run->world.lines[walk.line].owner;
	if (walk.self == run->world.n_owners || !proves)
		walk.self = 0;
	if (!proves)
		walk.line = line;
	return walk;
}

/* True when it broke a rule. */
static bool report(struct run *run, const struct walk *walk, uint64_t number, bool print)
{
	run->n_orders += walk->n_orders;
	if (walk->broken || print)
		printf("# walk %llu\n%s%s\n\n", (unsigned long long)number, walk->script.data,
		       walk->broken ? walk->detail.data : "");
	return walk->broken != NULL;
}

static bool walk_once(struct run *run, uint64_t number, bool print)
{
	struct walk walk = begin(run, number, true, 0);
	bool broken;

	go(run, &walk);
	broken = report(run, &walk, number, print);
	finish(&walk);
	return broken;
}

/* Notes where it was told something else than the other. */
static void compare(struct walk *walk, const struct walk *other)
{
	const char *here = walk->shown.data, *there = other->shown.data;
	struct buffer both = {0};

	while (*here && strcspn(here, "\n") == strcspn(there, "\n") &&
	       !strncmp(here, there, strcspn(here, "\n") + 1)) {
		there += strcspn(here, "\n") + 1;
		here += strcspn(here, "\n") + 1;
	}
	if (!*here && !*there)
		return;
	buffer_format(&both, "# not as another number: %.*s\n# but: %.*s",
		      (int)strcspn(there, "\n"), there, (int)strcspn(here, "\n"), here);
	break_rule(walk, "before proof all numbers are told the same, known or not", both.data);
	buffer_finish(&both);
}

/* The same walk about three numbers, without any proof: nothing tells one from another. */
static bool walk_alike(struct run *run, uint64_t number, bool print)
{
	const size_t lines[] = {CORRECTIONS + number % (FOREIGN - CORRECTIONS), FOREIGN,
				run->world.n_lines - 1};
	struct walk walks[3];
	bool broken = false;

	for (size_t i = 0; i < 3; i++) {
		walks[i] = begin(run, number, false, lines[i]);
		go(run, &walks[i]);
		if (!walks[0].broken && !walks[i].broken)
			compare(&walks[i], &walks[0]);
		broken = report(run, &walks[i], number, print) || broken;
	}
	for (size_t i = 0; i < 3; i++)
		finish(&walks[i]);
	return broken;
}

static bool walk_number(struct run *run, uint64_t number, bool print)
{
	return number % 4 ? walk_once(run, number, print) : walk_alike(run, number, print);
}

static int walk_all(struct run *run, uint64_t from, uint64_t n, bool print)
{
	size_t n_broken = 0;

	printf("seed %llu, walks %llu\n", run->seed, (unsigned long long)n);
	fflush(stdout);
	for (uint64_t i = from; i < from + n && n_broken < SHOWN_MOST; i++) {
		under_way = i;
		n_broken += walk_number(run, i, print);
	}
	printf("orders %zu, broken %zu\n", run->n_orders, n_broken);
	if (n >= ORDERED_LEAST && run->n_orders == 0) {
		fprintf(stderr, "none of them ordered anything, so nothing was tried\n");
		return 1;
	}
	return n_broken > 0;
}

/* --- the program -------------------------------------------------------------- */

static void say_where(int signal_number)
{
	char text[64];
	int length = snprintf(text, sizeof text, "walk %llu ended the process\n",
			      (unsigned long long)under_way);

	if (write(STDERR_FILENO, text, (size_t)length) == length)
		signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static bool read_number(const char *text, unsigned long long *out)
{
	char *end;

	*out = strtoull(text, &end, 10);
	return end != text && !*end;
}

static int walk_world(struct run *run, uint64_t from, uint64_t n, bool print)
{
	struct problems *problems = problems_create();
	struct local_options options = {
		.resources = run->home, .carrier_url = "sim:", .clock = &run->clock};
	struct walk nobody = {.world = &run->world, .clock = &run->clock};
	struct error err = {""};
	int code = 3;

	run->walk = &nobody;
	if (world_read(&run->world, run->home, problems)) {
		nobody.named = run->world.n_lines;
		run->local = local_open(&options, hear_now, run, problems, &err);
	}
	if (run->local)
		code = walk_all(run, from, n, print);
	else
		fprintf(stderr, "%s\n", err.text);
	problems_print(problems, stderr);
	local_close(run->local);
	world_finish(&run->world);
	problems_destroy(problems);
	finish(&nobody);
	return code;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"seed", required_argument, NULL, 's'},
						{"walks", required_argument, NULL, 'n'},
						{"only", required_argument, NULL, 'o'},
						{0}};
	struct run run = {.seed = (unsigned long long)time(NULL),
			  .clock = clock_manual(START_MS),
			  .home = "."};
	unsigned long long n = 300, only = 0;
	bool good = true, has_only = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		has_only = has_only || option == 'o';
		good = good && option != '?' &&
		       read_number(optarg, option == 's'   ? &run.seed
					   : option == 'n' ? &n
							   : &only);
	}
	if (!good || optind < argc) {
		fputs("usage: walks [--seed N] [--walks N] [--only I]\n", stderr);
		return 2;
	}
	signal(SIGSEGV, say_where);
	signal(SIGABRT, say_where);
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0); /* no disk needs to hear of it */
	dice_seed(run.seed);
	return has_only ? walk_world(&run, only, 1, true) : walk_world(&run, 0, n, false);
}
