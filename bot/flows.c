/*
 * Which flows there are. The build lists the folder.
 */
#include "base/text.h"
#include "bot/core.h"

#define PLUGIN(name) extern const struct flow flow_##name;
#include "flows.inc"
#undef PLUGIN

static const struct flow *const flows[] = {
#define PLUGIN(name) &flow_##name,
#include "flows.inc"
#undef PLUGIN
};

static const char *const names[] = {
#define PLUGIN(name) #name,
#include "flows.inc"
#undef PLUGIN
	NULL,
};

const char *const *flow_names(void)
{
	return names;
}

const struct flow *flow_named(const char *name)
{
	for (size_t i = 0; names[i]; i++) {
		if (text_is(names[i], name))
			return flows[i];
	}
	return NULL;
}

const struct flow *flow_for_intent(const char *intent)
{
	for (size_t i = 0; names[i]; i++) {
		for (size_t k = 0; flows[i]->intents[k]; k++) {
			if (text_is(flows[i]->intents[k], intent))
				return flows[i];
		}
	}
	return NULL;
}
