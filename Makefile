# make run     set up, build, serve the demo on 127.0.0.1:8080
# make test    set up, build, run every test
# make check   formatting, include direction, warnings under gcc and clang, packs and texts
# make reliability  tries to break what is promised and writes tests/RELIABILITY.md; PROMISES=kills,power only these
# make torture the same for hours: 2,000 kills under load, 2,000 power cuts, 1,000 orders among kills, a soak of two hours
# make walks   WALKS=300 of them; SEED=7 makes the same ones again
# make bench   what a turn costs, beside its peers; BENCH=turns,memory only those parts (tests/bench/README.md)
# make fuzz    a minute of made-up input for each of what reads strangers' bytes
#
# SANITIZE=address,undefined builds with those sanitizers; BUILD=folder builds elsewhere.

BUILD ?= build
SANITIZE ?=
CC = gcc

PACKAGES = libwebsockets libuv libpcre2-8 libcjson sqlite3 libutf8proc opencc yaml-0.1 libsodium libcurl openssl zlib
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef -Wswitch-enum -Werror
HARDENING = -fstack-protector-strong -fstack-clash-protection -fPIE
ifeq ($(shell uname -m),x86_64)
HARDENING += -fcf-protection
endif
LDFLAGS = -pie -Wl,-z,relro -Wl,-z,now
ifeq ($(SANITIZE),)
HARDENING += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
OPTIMIZE = -O2
else
OPTIMIZE = -O1 -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
endif
# Looked up when first needed, so that `make setup` works before anything is installed.
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $$(shell pkg-config --cflags $$(PACKAGES) | sed 's/-I/-isystem /g'))$(PACKAGE_CFLAGS)
PACKAGE_LIBS = $(eval PACKAGE_LIBS := $$(shell pkg-config --libs $$(PACKAGES)))$(PACKAGE_LIBS)
CFLAGS = -std=c11 -g $(OPTIMIZE) $(WARNINGS) $(HARDENING) -D_POSIX_C_SOURCE=200809L -I. -I$(BUILD)/generated
ALL_CFLAGS = $(CFLAGS) $(PACKAGE_CFLAGS) -MMD -MP
LIBS = $(PACKAGE_LIBS) -lpthread -lm

# Rooms from the top down: each may use those behind it.
ROOMS = ws bot knowledge intents base
FOLDERS = base intents knowledge bot bot/flows bot/carriers bot/insight bot/population bot/sim bot/sqlite bot/stores bot/tmf ws ws/channels ws/commands
# A plug-in folder: every file defines `const struct <kind> <kind>_<file name>`.
PLUGINS = flow:bot/flows carrier:bot/carriers store:bot/stores channel:ws/channels command:ws/commands

sources_of = $(wildcard $(1)/*.c)
objects_of = $(patsubst %.c,$(BUILD)/%.o,$(1))
room_sources = $(foreach folder,$(filter $(1) $(1)/%,$(FOLDERS)),$(call sources_of,$(folder)))

GENERATED = $(foreach plugin,$(PLUGINS),$(BUILD)/generated/$(firstword $(subst :, ,$(plugin)))s.inc) \
	$(BUILD)/generated/readings.inc

.PHONY: all binaries run test check setup setup-test setup-bench unit walks fault bench fuzz fuzz-short scripts-test clean reliability torture
all: $(BUILD)/fuji

# Compiling has all cores; what is tried then has the machine to itself.
BUILDING = $(MAKE) --no-print-directory -j$(shell nproc)

# --- building -----------------------------------------------------------------

$(BUILD)/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  compile $<"
	@$(CC) $(ALL_CFLAGS) -c $< -o $@

define room_rule
$(BUILD)/$(1).a: $(call objects_of,$(filter-out ws/main.c,$(call room_sources,$(1))))
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach room,$(ROOMS),$(eval $(call room_rule,$(room))))

# One line a plug-in: `PLUGIN(explain_suspension)`. Rewritten only when the folder's list changed.
define plugin_rule
$(BUILD)/generated/$(1)s.inc: FORCE
	@mkdir -p $$(@D)
	@printf 'PLUGIN(%s)\n' $(sort $(basename $(notdir $(call sources_of,$(2))))) > $$@.new
	@cmp -s $$@.new $$@ || cp $$@.new $$@
	@rm -f $$@.new
endef
$(foreach plugin,$(PLUGINS),$(eval $(call plugin_rule,$(firstword $(subst :, ,$(plugin))),$(lastword $(subst :, ,$(plugin))))))
.PHONY: FORCE
FORCE:

# How Chinese characters are read, from Unicode's table.
$(BUILD)/generated/readings.inc: scripts/readings.awk
	@mkdir -p $(@D)
	@bzcat /usr/share/unicode/Unihan_Readings.txt.bz2 | awk -f $< > $@.new
	@mv $@.new $@

$(BUILD)/fuji: $(BUILD)/ws/main.o $(ROOMS:%=$(BUILD)/%.a)
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@

# A unit test of a room links that room and those below it, and no other.
rooms_from = $(if $(filter $(1),$(firstword $(2))),$(2),$(call rooms_from,$(1),$(wordlist 2,99,$(2))))
# Each in a process of its own, on all cores; what one prints is shown only if it fails.
EACH = xargs -P $(shell nproc) -n 1 sh -c '$$0 >$$0.log 2>&1 || { cat $$0.log; exit 1; }; echo "$$0: $$(tail -n 1 $$0.log)"'
unit_binaries = $(patsubst tests/unit/$(1)/%.c,$(BUILD)/tests/unit/$(1)/%,$(wildcard tests/unit/$(1)/*.c))
define unit_rule
$(BUILD)/tests/unit/$(1)/%: $(BUILD)/tests/unit/$(1)/%.o $(foreach room,$(call rooms_from,$(1),$(ROOMS)),$(BUILD)/$(room).a)
	@$$(CC) $$(CFLAGS) $$(LDFLAGS) $$^ $$(LIBS) -lcmocka -o $$@
unit-$(1): $(call unit_binaries,$(1))
	@printf '%s\n' $$^ | $$(EACH)
.PHONY: unit-$(1)
.SECONDARY: $(patsubst %,%.o,$(call unit_binaries,$(1)))
endef
$(foreach room,$(ROOMS),$(eval $(call unit_rule,$(room))))
units = $(foreach room,$(ROOMS),$(call unit_binaries,$(room)))
unit: $(units)
	@printf '%s\n' $^ | $(EACH)

# What the store does on disks that fail, in power cuts, and without memory: SAMPLES=0 for each
# allocation.
FAULTS = $(addprefix $(BUILD)/tests/fault/,power_loss failing_disk no_memory)
$(BUILD)/tests/fault/no_memory: $(BUILD)/tests/fault/heap.o
$(BUILD)/tests/fault/no_memory: LIBS += -lcmocka
$(FAULTS): %: %.o $(BUILD)/tests/fault/vfs.o $(BUILD)/tests/fault/ledger.o $(foreach room,$(call rooms_from,bot,$(ROOMS)),$(BUILD)/$(room).a)
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@
fault: $(FAULTS)
	$(BUILD)/tests/fault/power_loss
	$(BUILD)/tests/fault/power_loss --synchronous=normal
	$(BUILD)/tests/fault/failing_disk
	$(BUILD)/tests/fault/no_memory $(SAMPLES)

# Walks at random through all errands, held against what must always be true.
WALKS ?= 300
SEED ?= 1
WALK = $(BUILD)/tests/walks/walks
$(WALK): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/walks/*.c)) $(ROOMS:%=$(BUILD)/%.a)
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@
walks: $(WALK)
	$(WALK) --walks $(WALKS) --seed $(SEED)

# What a turn and its understanding cost, beside peers, whose libraries nothing else links.
BENCHES = $(addprefix $(BUILD)/tests/bench/,understand linear rules load floor)
$(BENCHES): %: %.o $(addprefix $(BUILD)/tests/bench/,bench.o client.o shipped.o) $(foreach room,$(call rooms_from,intents,$(ROOMS)),$(BUILD)/$(room).a)
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@
$(BUILD)/tests/bench/rules: LIBS += -lhs
$(BUILD)/tests/bench/linear: LIBS += -llinear
# Cases for a desk to look through, which its tests need as well.
CASES = $(BUILD)/tests/bench/cases
$(CASES): $(CASES).o $(BUILD)/tests/bench/bench.o $(foreach room,$(call rooms_from,bot,$(ROOMS)),$(BUILD)/$(room).a)
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@
bench: setup-bench
	@$(BUILDING) all $(BENCHES) $(CASES)
	@$(NODE) tests/bench/bench.mjs $(BUILD)/tests/bench

# What strangers send, made up by libFuzzer, which comes with clang. A finding is left as the file
# $(BUILD)/fuzz/<target>-*, what reaches new code in $(BUILD)/fuzz/corpus for the next time.
FUZZERS = $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
$(FUZZERS:%=$(BUILD)/tests/fuzz/%): %: %.o $(ROOMS:%=$(BUILD)/%.a)
	@$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) $^ $(LIBS) -o $@
fuzz-%: $(BUILD)/tests/fuzz/%
	@mkdir -p $(BUILD)/corpus/$*
	@echo "== $@"
	@$< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=1 -artifact_prefix=$(BUILD)/$*- \
		$(addprefix -dict=,$(wildcard tests/fuzz/$*.dict)) \
		$(BUILD)/corpus/$* tests/fuzz/corpus/$* >$(BUILD)/$*.log 2>&1 || \
		{ tail -n 60 $(BUILD)/$*.log; exit 1; }
	@tail -n 1 $(BUILD)/$*.log
FUZZ = $(BUILDING) CC=clang SANITIZE=fuzzer-no-link,address,undefined \
	BUILD=$(BUILD)/fuzz $(FUZZERS:%=fuzz-%)
FUZZ_SUM = @awk '/^Done/ { n += $$2 } END { print "fuzz: " n " inputs for " ARGC - 1 " targets" }' \
	$(FUZZERS:%=$(BUILD)/fuzz/%.log)
fuzz:
	@$(FUZZ) FUZZ_SECONDS=60
	$(FUZZ_SUM)
fuzz-short:
	@$(FUZZ) FUZZ_SECONDS=8
	$(FUZZ_SUM)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# --- tests --------------------------------------------------------------------

NODE = build/tools/node
C_FILES = $(wildcard $(FOLDERS:%=%/*.[ch]) tests/unit/*/*.[ch] tests/fault/*.[ch] tests/bench/*.[ch] tests/fuzz/*.[ch] tests/walks/*.[ch] tests/sockets/*.[ch])
export FUJI = $(abspath $(BUILD)/fuji)

# Formatting, include direction, calls that we do not make, warnings under clang, words.
check: setup-test $(BUILD)/fuji
	@clang-format --dry-run -Werror $(C_FILES)
	@python3 scripts/check_includes.py
	@scripts/check_calls.sh
	@scripts/check_binary.sh $(BUILD)/fuji
	@python3 scripts/check_words.py
	@$(BUILDING) CC=clang BUILD=$(BUILD)/clang $(ROOMS:%=$(BUILD)/clang/%.a)
	@$(BUILD)/fuji check

# A folder a test or dialogue, which is gone after it: in memory where there is some, since what is on the
# disk is for others to prove.
unit talk operator walks: export TMPDIR = $(firstword $(wildcard /dev/shm) /tmp)
talk: $(BUILD)/fuji
	printf '%s\n' tests/talk/*.talk tests/summaries/*.talk | xargs -P $(shell nproc) -n 12 $(BUILD)/fuji test

commands: $(BUILD)/fuji
	$(NODE) --test --test-concurrency=1 $(wildcard tests/commands/*.mjs)

# Over real sockets and in a real browser; last, all that the servers left is searched for secrets.
PLAIN = $(BUILD)/tests/sockets/plain
$(PLAIN): $(PLAIN).o
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ -lcjson -o $@
sockets: $(BUILD)/fuji $(PLAIN) $(CASES)
	@rm -rf $(BUILD)/test-data $(BUILD)/test-homes
	$(NODE) --test --test-concurrency=$(shell nproc) $(filter-out tests/sockets/bytes.mjs tests/sockets/fuji.mjs tests/sockets/helpdesk.mjs tests/sockets/ordering.mjs tests/sockets/proxy.mjs tests/sockets/scrape.mjs tests/sockets/secrets.mjs,$(wildcard tests/sockets/*.mjs))
	$(NODE) --test tests/reliability/abuse.mjs
# An operator with TM Forum's APIs, over which all dialogues go.
operator: $(BUILD)/fuji
	$(NODE) --test --test-concurrency=1 $(filter-out $(addprefix %/,chats.mjs given.mjs inventory.mjs operator.mjs pair.mjs serve.mjs world.mjs),$(wildcard tests/operator/*.mjs))
# Microsoft's own clients, in Node and in a real browser.
directline: $(BUILD)/fuji
	$(NODE) --test --test-concurrency=1 $(addprefix tests/directline/,conformance.mjs contract.mjs faults.mjs webchat.mjs)
browser: $(BUILD)/fuji
	$(NODE) --test --test-concurrency=1 $(filter-out %/browser.mjs %/floor.mjs %/naughty.mjs,$(wildcard tests/browser/*.mjs))
# What went over the wire in all of these, against the documents that say what may.
wire:
	$(NODE) --test tests/wire/seen.mjs
secrets:
	$(NODE) --test tests/sockets/secrets.mjs

TESTS = check unit talk walks fault fuzz-short commands sockets operator directline browser wire secrets
binaries: $(BUILD)/fuji $(units) $(FAULTS) $(WALK) $(PLAIN) $(CASES)
test: setup-test
	@$(BUILDING) binaries
	@set -e; for part in $(TESTS); do $(MAKE) --no-print-directory $$part; done
	@echo "all tests passed"

# What is promised is tried to be broken, for a while or for hours, and tests/RELIABILITY.md says how
# far that went.
reliability torture: setup-test
	@$(BUILDING) all $(FAULTS) $(WALK) $(BUILD)/tests/bench/load
	@$(NODE) tests/reliability/run.mjs $(if $(filter torture,$@),long,daily)

# --- everyday -----------------------------------------------------------------

setup:
	@scripts/setup.sh build
setup-test:
	@scripts/setup.sh test
setup-bench:
	@scripts/setup.sh bench

run: setup
	@$(BUILDING) all
	$(BUILD)/fuji serve --demo

clean:
	rm -rf $(BUILD)
