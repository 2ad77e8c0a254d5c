#include "tools/tenantry/command_tree.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

constexpr std::string_view migrate_examples =
    "  tenantry migrate tenant                       every tenant, eight at a time\n"
    "  tenantry migrate all                          the master first, then the tenants\n"
    "  tenantry migrate tenant --tenant north-sea    one tenant\n"
    "  tenantry migrate tenant --where region=eu --exclude acme --max-failures 1%\n"
    "  tenantry migrate tenant --dry-run             the statements, without running them\n"
    "  tenantry migrate tenant --json > run.jsonl    one JSON object a line\n";
constexpr std::string_view plan_examples =
    "  tenantry plan tenant                 what would run, for each group of tenants alike\n"
    "  tenantry plan tenant --exit-code     exit code 1 where something is pending\n"
    "  tenantry plan master --json\n";
constexpr std::string_view status_examples =
    "  tenantry status                      the master and every tenant\n"
    "  tenantry status tenant --tenant north-sea\n"
    "  tenantry status tenant --json --exit-code\n";
constexpr std::string_view init_examples =
    "  tenantry init                        a commented tenantry.toml and empty folders\n"
    "  tenantry init --from-drizzle .       take over a Drizzle project in this folder\n"
    "  tenantry init --from-drizzle ../api --master-url postgresql://…\n";

}  // namespace

const std::vector<flag_definition> &all_flags() {
  static const std::vector<flag_definition> flags = {
      {"config", "c", "FILE", "", false, "common",
       "Configuration file; default: tenantry.toml here or above"},
      {"json", "", "", "", false, "common", "JSON Lines on stdout"},
      {"format", "", "FORMAT", "text|json", false, "common", "text, or json for JSON Lines"},
      {"quiet", "q", "", "", false, "common", "Only failures and the summary"},
      {"verbose", "v", "", "", false, "common", "Every tenant, and more in the log on stderr"},
      {"color", "", "WHEN", "auto|always|never", false, "common", "Colour; NO_COLOR is obeyed"},
      {"master-url", "", "URL", "", false, "master", "The master database; also MASTER_DATABASE_URL"},
      {"adapter-dir", "", "DIR", "", true, "adapters", "Look for adapters here first"},
      {"trust", "", "LEVEL", "listed|manifest|any", false, "adapters", "Which adapters may be loaded"},
      {"tenant", "t", "ID", "", true, "selection", "Only this tenant, by id or slug; also TENANT_ID"},
      {"where", "", "CONDITION", "", true, "selection", "column=value, column!=value or column=a,b"},
      {"exclude", "", "ID", "", true, "selection", "Not this tenant, by id or slug"},
      {"allow-empty", "", "", "", false, "selection", "An empty fleet is no error"},
      {"parallel", "", "N", "", false, "run", "Databases at once"},
      {"per-server", "", "N", "", false, "run", "Databases at once on one server"},
      {"max-failures", "", "N|P%|none", "", false, "run", "Start no further tenant after more failures"},
      {"wait-lock", "", "TIME", "", false, "run", "Wait so long for another runner"},
      {"lock-timeout", "", "TIME", "", false, "run", "A statement waits so long for a table"},
      {"statement-timeout", "", "TIME", "", false, "run", "A statement runs so long; 0: no limit"},
      {"transaction", "", "HOW", "each|all", false, "run",
       "A transaction for each migration, or one for all"},
      {"out-of-order", "", "POLICY", "allow|refuse", false, "run",
       "Migrations older than the newest applied"},
      {"to", "", "TAG", "", false, "run", "Stop after this migration"},
      {"dry-run", "", "", "", false, "dry", "Show what would run and run nothing"},
      {"exit-code", "", "", "", false, "exit", "Exit code 1 where something is pending"},
      {"applied", "", "TAG", "", true, "resolve", "This migration is applied, with the file as it is now"},
      {"pending", "", "TAG", "", true, "resolve", "This migration is not applied"},
      {"statement", "", "N", "", false, "resolve",
       "Of the one migration: this statement took effect, or did not; the rest is as the history says"},
      {"yes", "y", "", "", false, "yes", "Answer yes to questions"},
      {"from-drizzle", "", "DIR", "", false, "init",
       "A project with drizzle.config.* or a migrations folder"},
      {"name", "", "NAME", "", false, "generate", "The part of the tag after its number"},
      {"custom", "", "", "", false, "generate", "An empty migration to write by hand"},
      {"rename", "", "A=B", "", true, "generate",
       "table.column=table.column or table=table: it was renamed; \"A=\": it was dropped"},
      {"backfill", "", "C=EXPR", "", true, "generate",
       "table.column=expression: what rows without a value get"},
      {"plain", "", "FORM", "not-null|constraints|indexes|all|none", true, "generate",
       "Write this form plainly, not in its safe form"},
      {"rebase", "", "", "", false, "generate",
       "Put a migration of another branch behind the others: two were made from one schema"},
      {"baseline", "", "", "", false, "pull",
       "Write the first migration too, and mark it as applied in this database"},
      {"force", "", "", "", false, "pull", "Write over a file that says something else"},
      {"ignore", "", "NAME", "", true, "drift",
       "Leave this object out: wells, audit.log, audit.*; * is any run of characters"},
      {"no-scratch", "", "", "", false, "drift",
       "Make no scratch schema, not even in a transaction that is rolled back"},
      {"quirks", "", "FILE", "", false, "kit", "Where this database differs (JSON)"},
      {"url", "", "URL", "", false, "url",
       "The database, instead of one that the configuration knows; adapter check: a scratch one"},
      {"only", "", "REGEX", "", false, "kit", "Only tests whose id matches"},
      {"require", "", "LEVEL", "none|core|migrations|full", false, "kit",
       "Exit code 1 unless this level is reached"},
      {"timeout", "", "S", "", false, "kit", "Seconds for one test"},
      {"dir", "", "DIR", "", false, "new", "The folder to make; default: NAME here"},
      {"id", "", "ID", "", false, "new", "A reversed domain name; default: org.example.NAME"},
      {"seal", "", "", "", false, "check",
       "Write the seal anew: the files as they are now are the right ones"},
  };
  return flags;
}

const std::vector<command_definition> &all_commands() {
  static const std::vector<command_definition> commands = {
      {"init", "Write a configuration and folders", "", "", "master adapters init", init_examples},
      {"migrate", "Apply what is pending to the master, the tenants or both", "TRACK", "master|tenant|all",
       "master adapters selection run dry exit yes", migrate_examples},
      {"plan", "Show what migrate would run", "TRACK", "master|tenant|all",
       "master adapters selection run exit", plan_examples},
      {"status", "Show what each database has", "[TRACK]", "master|tenant|all",
       "master adapters selection parallel per-server to exit", status_examples},
      {"resolve", "Say that migrations are applied or pending; runs nothing", "TRACK", "master|tenant",
       "master adapters selection parallel per-server max-failures wait-lock lock-timeout resolve yes",
       "  tenantry resolve tenant --applied 0004_notes --tenant north-sea\n"
       "  tenantry resolve tenant --pending 0007_index --tenant north-sea\n"
       "  tenantry resolve tenant --applied 0009_split --statement 3 --tenant north-sea\n"},
      {"baseline", "Say that a database has all migrations up to one; runs nothing", "TRACK", "master|tenant",
       "master adapters selection parallel per-server max-failures wait-lock lock-timeout to yes",
       "  tenantry baseline tenant --to 0012_seed_defaults --tenant north-sea\n"},
      {"lock", "Locks and leases that keep runners away from a database", "", "", "", ""},
      {"lock list", "Who holds the lock or the lease of each database", "[TRACK]", "master|tenant|all",
       "master adapters selection parallel per-server",
       "  tenantry lock list\n  tenantry lock list tenant --json\n"},
      {"lock release", "Free leases whose owners are proved dead", "[TRACK]", "master|tenant|all",
       "master adapters selection parallel per-server yes",
       "  tenantry lock release tenant --tenant north-sea --yes\n"},
      {"generate", "Write a migration from the declared schema", "TRACK", "master|tenant",
       "master adapters generate dry",
       "  tenantry generate tenant --name add_equipment\n"
       "  tenantry generate tenant --name titles --rename wells.subject=wells.title\n"
       "  tenantry generate tenant --name status --backfill \"wells.status='ACTIVE'\"\n"
       "  tenantry generate tenant --dry-run             the SQL, without writing it\n"
       "  tenantry generate tenant --custom --name backfill-owners\n"
       "  tenantry generate tenant --rebase              after a merge of two branches\n"},
      {"pull", "Write the schema of a live database as declared SQL", "TRACK", "master|tenant",
       "master adapters tenant url name pull dry yes",
       "  tenantry pull tenant --tenant north-sea          into the track's schema folder\n"
       "  tenantry pull tenant --tenant north-sea --dry-run\n"
       "  tenantry pull tenant --tenant north-sea --baseline   and the migration that it stands on\n"
       "  tenantry pull tenant --url '${env:LEGACY_URL}'   a database that is no tenant yet\n"
       "  tenantry pull master\n"},
      {"push", "Bring development databases to the declared schema at once, without a migration", "TRACK",
       "master|tenant",
       "master adapters tenant where exclude wait-lock lock-timeout statement-timeout rename backfill dry "
       "yes",
       "  tenantry push tenant --tenant dev --dry-run      the statements, and what is lost\n"
       "  tenantry push tenant --tenant dev\n"
       "  tenantry push tenant --tenant dev --rename wells.title=wells.subject\n"
       "  tenantry push tenant --tenant dev --yes          though something is lost\n"},
      {"adapter", "Adapters: the plugins for kinds of databases", "", "", "", ""},
      {"adapter new", "Begin an adapter: a project that builds, loads and waits for your database", "NAME",
       "", "new",
       "  tenantry adapter new firebird\n  tenantry adapter new acme_db --dir ../acme --id com.acme.db\n"},
      {"adapter list", "Every adapter, its state, and where it was looked for", "", "", "adapters",
       "  tenantry adapter list\n  tenantry adapter list --adapter-dir ./build/adapters --json\n"},
      {"adapter check", "Hold an adapter to the contract, with tenantry-adapter-check", "ID", "",
       "adapters kit url",
       "  tenantry adapter check org.tenantry.sqlite --quirks quirks.json --url sqlite:///tmp/scratch.db\n"},
      {"adapter trust", "Let `trust = \"listed\"` load the adapters of a folder", "DIR", "", "",
       "  tenantry adapter trust /usr/lib/tenantry/adapters\n"},
      {"check", "Check the migration folders: the gate for continuous integration", "[TRACK]",
       "master|tenant", "adapters check", "  tenantry check\n  tenantry check tenant --seal\n"},
      {"drift", "Compare each database with the schema at its own version", "[TRACK]", "master|tenant|all",
       "master adapters selection parallel per-server lock-timeout statement-timeout drift",
       "  tenantry drift                       the master and every tenant\n"
       "  tenantry drift tenant --tenant north-sea\n"
       "  tenantry drift tenant --ignore 'spatial_*' --ignore 'audit.*'\n"
       "  tenantry drift tenant --json > drift.jsonl\n"},
      {"doctor", "Check configuration, folders, master and adapters", "", "", "master adapters",
       "  tenantry doctor\n  tenantry doctor --json\n"},
      {"config", "Show each setting and where it comes from", "", "",
       "master adapters parallel per-server max-failures wait-lock lock-timeout statement-timeout "
       "transaction "
       "out-of-order",
       "  tenantry config\n  TENANTRY_PARALLEL=20 tenantry config --json\n"},
      {"version", "Show the version", "", "", "", "  tenantry version\n  tenantry version --json\n"},
      {"completion", "Print a completion script for a shell", "SHELL", "bash|zsh", "",
       "  source <(tenantry completion bash)\n  tenantry completion zsh > \"${fpath[1]}/_tenantry\"\n"},
  };
  return commands;
}

const flag_definition *find_flag(std::string_view name) {
  for (const flag_definition &flag : all_flags())
    if (flag.name == name) return &flag;
  return nullptr;
}

const command_definition *find_command(std::string_view path) {
  for (const command_definition &command : all_commands())
    if (command.path == path) return &command;
  return nullptr;
}

std::string environment_twin(std::string_view flag) {
  std::string name = "TENANTRY_" + to_upper(flag);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::vector<const flag_definition *> flags_of(const command_definition &command) {
  std::vector<const flag_definition *> flags;
  const std::vector<std::string_view> wanted = split(command.flags, ' ');
  for (const flag_definition &flag : all_flags()) {
    const bool asked = std::any_of(wanted.begin(), wanted.end(),
                                   [&](std::string_view w) { return w == flag.group || w == flag.name; });
    if (asked || flag.group == "common") flags.push_back(&flag);
  }
  return flags;
}

}  // namespace tenantry
