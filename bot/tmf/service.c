/*
 * The services that make up a line (TMF638), where some cannot be used while others can.
 *
 * They are asked for one by one, as every inventory can be, and only for what causes are read
 * from: a service also says where it is and who uses it.
 */
#include "bot/tmf/tmf.h"

static const char *fields(struct tmf_call *call)
{
	struct arena *arena = carrier_requests_arena(call->requests);
	bool has_characteristics = false;
	const char *list = "id";

	for (size_t i = 0; i < call->mapping->n_places; i++) {
		const struct tmf_place *place = &call->mapping->places[i];

		if (place->api != TMF_SERVICE)
			continue;
		if (!place->field.is_characteristic)
			list = arena_format(arena, "%s,%s", list,
					    tmf_encode(call, place->field.name));
		has_characteristics |= place->field.is_characteristic || place->since;
	}
	return has_characteristics ? arena_format(arena, "%s,serviceCharacteristic", list) : list;
}

/* What cannot all be known may hide why the line is stopped. */
void tmf_get_services(struct tmf_call *call, struct tmf_sources *sources)
{
	static const char *const names[TMF_SERVICES_MOST] = {"service1", "service2", "service3",
							     "service4", "service5", "service6",
							     "service7", "service8"};
	const cJSON *service;
	size_t n = 0;

	if (!tmf_has_causes(call, TMF_SERVICE))
		return;
	cJSON_ArrayForEach(service, json_get(sources->product, "realizingService"))
	{
		if (n == TMF_SERVICES_MOST) {
			tmf_refuse(call, TMF_SERVICE, "more services than are asked for");
			return;
		}
		sources->services[n] = tmf_thing(call, TMF_SERVICE, names[n], "service",
						 json_text(service, "id"), fields(call));
		n++;
	}
}
