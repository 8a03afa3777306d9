/*
 * Days and spans of time: `date`, `months`, `days`.
 */
#ifndef FUJI_INTENTS_DATES_H
#define FUJI_INTENTS_DATES_H

#include <stdint.h>

#include "intents/slots.h"

/** A day without a year, or a weekday, is the next one from now_ms on, today included. */
void dates_read(struct slot_reader *reader, int64_t now_ms, int zone_minutes);

#endif
