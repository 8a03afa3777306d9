/*
 * Open the gateway that the settings name.
 */
#include "ws/sms_gateways.h"

#include <string.h>

static bool takes_messages(const struct service *service)
{
	return carrier_extras_of(service->carrier_kind, service->carrier).messages;
}

const struct sms_gateway *sms_gateway_open(struct sms_gateways *own, const struct service *service)
{
	const char *url = service->config->sms_url;

	if (!strcmp(url, SMS_OF_OPERATOR)) {
		sms_operator_open(&own->of_operator, service);
		return takes_messages(service) ? &own->of_operator.gateway : NULL;
	}
	sms_http_open(&own->http, service->config, service->http);
	return *url ? &own->http.gateway : NULL;
}
