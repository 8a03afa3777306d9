/*
 * What an operator calls things: the mapping file of `tmf:`, see bot/carriers/TMF.md.
 */
#ifndef FUJI_BOT_TMF_MAPPING_H
#define FUJI_BOT_TMF_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/** The parts of an operator's systems, each of which may fail by itself. */
enum tmf_api {
	TMF_PRODUCT,  /* TMF637: lines */
	TMF_SERVICE,  /* TMF638: what a line can do, and why it cannot */
	TMF_CUSTOMER, /* TMF629: another number of the owner, the reason of a stop */
	TMF_ACCOUNT,  /* TMF666: whether it is in arrears */
	TMF_BILL,     /* TMF678 */
	TMF_PREPAY,   /* TMF654: buckets and top-ups */
	TMF_PAYMENT,  /* TMF676 */
	TMF_PROBLEM,  /* TMF656: outages */
	TMF_ORDER,    /* TMF622 */
	TMF_TICKET,   /* TMF621 */
	TMF_TALK,     /* TMF683: the log of talks */
	TMF_MESSAGE,  /* TMF681: text messages */
	TMF_IDENTITY, /* ours: no TM Forum API proves who somebody is */
	N_TMF_APIS
};

const char *tmf_api_name(enum tmf_api api);

/** Where something stands in a resource. */
struct tmf_field {
	bool is_characteristic;
	const char *name;
};

/** What a value means: a cause of knowledge/causes.yaml, `none`: nothing is wrong, or `stopped`:
 *  the line is stopped, and another place says why. */
struct tmf_meaning {
	const char *value, *cause;
};

/** Where causes stand. */
struct tmf_place {
	enum tmf_api
		api; /* PRODUCT, SERVICE; ACCOUNT and CUSTOMER are heard when those do not say why */
	struct tmf_field field;
	const char *since, *until; /* characteristics, NULL: the record does not say */
	struct tmf_meaning *meanings;
	size_t n_meanings;
};

/** How an order is given: what the line's product is to become. */
struct tmf_order {
	const char *what, *status, *reason;
};

/** Where we ask to be told of changes; under the name, we are told. */
struct tmf_hub {
	const char *name, *path;
};

struct tmf_mapping {
	const char *paths[N_TMF_APIS]; /* NULL: the operator has none, and it is not asked */
	int versions[N_TMF_APIS];      /* 4 or 5; 0 of what is ours */
	struct tmf_field number;
	const char *number_prefix; /* before the 11 digits, such as `86`; "" */
	const char **currencies;
	size_t n_currencies;
	struct tmf_place *places;
	size_t n_places;
	const char *brand, *province, *region; /* characteristics of the product */
	const char *repair_by;                 /* a characteristic of a problem */
	struct tmf_order *orders;
	size_t n_orders;
	const char *reason, *months; /* characteristics that an order sets */
	struct tmf_hub *hubs;
	size_t n_hubs;
};

/** In the arena; NULL after adding problems. */
const struct tmf_mapping *tmf_mapping_read(const char *path, struct arena *arena,
					   struct problems *problems);

#endif
