/*
 * A call back: to which number and when, kept in the case.
 *
 * The time asked for is a part of a day; what is promised is that part of the next day on which
 * the case's team works then.
 */
#include "bot/case.h"
#include "bot/queue.h"

#define HOUR_MS (60 * 60 * 1000LL)
#define LEAST_MS (HOUR_MS / 2) /* of a part that is left to call in */
#define STRETCHES_MOST 31

static const struct {
	const char *part;
	int from_hour, to_hour;
} parts[] = {
	{"morning", 0, 12},
	{"afternoon", 12, 18},
	{"evening", 18, 24},
};
#define N_PARTS (sizeof parts / sizeof *parts)

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Narrows the hours of a day to that part of it and to what is still to come. */
static bool narrow(int64_t now_ms, int zone_minutes, size_t part, int64_t *from_ms, int64_t *to_ms)
{
	int64_t midnight;
	struct civil day;

	clock_civil(*from_ms, zone_minutes, &day);
	day.hour = day.minute = day.second = day.ms = 0;
	midnight = clock_from_civil(&day, zone_minutes);
	*from_ms = later(*from_ms, midnight + parts[part].from_hour * HOUR_MS);
	if (*to_ms > midnight + parts[part].to_hour * HOUR_MS)
		*to_ms = midnight + parts[part].to_hour * HOUR_MS;
	return *to_ms - later(*from_ms, now_ms) >= LEAST_MS;
}

static bool find_slot(struct turn *turn, const struct team *team, size_t part)
{
	int zone = turn->bot->zone_minutes;
	int64_t at_ms = turn->now_ms;

	for (int i = 0; i < STRETCHES_MOST; i++) {
		int64_t end_ms;

		if (!knowledge_team_hours(turn->bot->knowledge, team, at_ms, zone,
					  &turn->call_from_ms, &turn->call_to_ms))
			return false;
		end_ms = turn->call_to_ms;
		if (narrow(turn->now_ms, zone, part, &turn->call_from_ms, &turn->call_to_ms))
			return true;
		at_ms = end_ms;
	}
	return false;
}

/* The one that is talked about, or was proven before it. */
bool turn_is_own_line(const struct turn *turn, const char *slot)
{
	const struct state *state = turn->conversation->state;
	const char *number = turn_answer(turn, slot);

	for (size_t i = 0; i < state->n_proofs; i++)
		if (!strcmp(state->proofs[i].line, number))
			return true;
	return !strcmp(number, state->line);
}

static void set_alarm(struct turn *turn)
{
	struct instance *running = turn->running;
	struct carrier_call call = {.kind = CALL_WAIT, .wake_ms = turn->call_from_ms};

	turn->running = NULL; /* the errand ends before */
	call_send(turn, "callback", &call);
	turn->running = running;
}

/* Of several alarms for one case the one counts that was set for the time that holds now. */
void callback_alarm(struct turn *turn)
{
	struct case_row row;

	if (!case_of_conversation(turn, &row) || row.state == CASE_CLOSED ||
	    turn->conversation->row.owner == OWNER_AGENT || turn->now_ms < row.call_from_ms ||
	    turn->now_ms >= row.call_to_ms)
		return;
	turn->case_id = row.id;
	turn->call_from_ms = row.call_from_ms;
	turn->call_to_ms = row.call_to_ms;
	turn_say_common(turn, "callback_due");
	turn->news = "push_callback_due";
}

bool turn_call_back(struct turn *turn, const char *number, const char *part)
{
	struct case_row row;
	size_t at = 0;

	while (at < N_PARTS && !turn_is(turn, part, parts[at].part))
		at++;
	if (at == N_PARTS || !case_of_conversation(turn, &row) ||
	    !find_slot(turn, queue_team(turn->bot, &row), at))
		return false;
	if (turn->call_from_ms > turn->now_ms && turn->call_from_ms != row.call_from_ms)
		set_alarm(turn);
	row.call_from_ms = turn->call_from_ms;
	row.call_to_ms = turn->call_to_ms;
	turn->case_id = arena_text(turn->arena, row.id);
	case_put_callback(turn, &row, turn_answer(turn, number));
	case_note(turn, &row, "callback", 0, turn_answer(turn, part));
	case_save(turn, &row);
	return true;
}

void turn_leave_ticket(struct turn *turn)
{
	struct case_row row;

	if (!case_of_conversation(turn, &row))
		return;
	turn->case_id = arena_text(turn->arena, row.id);
	turn->wants_ticket = true;
	case_note(turn, &row, "ticket", 0, "");
	case_save(turn, &row);
}
