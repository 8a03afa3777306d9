#include "bot/insight/matters.h"

#include "bot/insight/risk.h"

static void add_hold(const struct history *history, const struct line_history *line,
		     struct matter *matters, size_t *n)
{
	const struct line_day *last = &line->days[line->n - 1];

	/* What is not in the last export is no line any more. */
	if (last->day == history_last_day(history) && last->hold_day >= last->day &&
	    last->hold_day <= last->day + HOLD_AHEAD_DAYS)
		matters[(*n)++] = (struct matter){line->line, "hold", last->hold_day,
						  last->hold_day, -1};
}

void matters_find(const struct history *history, double chance, struct arena *arena,
		  struct matter **out, size_t *out_n)
{
	size_t lines = history_count(history), n_risks, n = 0;
	struct matter *matters = arena_new(arena, (lines + 1) * sizeof *matters);
	struct risk *risks;

	risks_find(history, arena, &risks, &n_risks);
	for (size_t i = 0; i < n_risks; i++) {
		const struct risk *risk = &risks[i];

		if (risk->chance >= chance && risk->matter != RISK_FLAG)
			matters[n++] = (struct matter){risk->line, risk_matter_name(risk->matter),
						       risk->occasion, risk->day,
						       risk->balance_fen};
	}
	for (size_t i = 0; i < lines; i++)
		add_hold(history, history_at(history, i), matters, &n);
	*out = matters;
	*out_n = n;
}
