#include "tools/conformance/subject.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <exception>

namespace tenantry::conformance {
namespace {

constexpr std::pair<std::uint64_t, std::string_view> trait_names[] = {
    {TNT_TRAIT_DDL_IN_TRANSACTION, "ddl_in_transaction"}, {TNT_TRAIT_CANCEL, "cancel"},
    {TNT_TRAIT_SERVER_TIMEOUT, "server_timeout"},         {TNT_TRAIT_PROCESS_SERIAL, "process_serial"},
    {TNT_TRAIT_THREAD_AFFINE, "thread_affine"},
};

[[noreturn]] void forgiven(const std::string &why) {
  throw finding{verdict::skipped, why, true};
}

[[noreturn]] void not_forgiven(const std::string &why) {
  throw finding{verdict::skipped, why, false};
}

void look_for_needs(const needs &with, const job &given, subject &it) {
  for (const std::string_view feature : with.features)
    if (!given.differs.feature(feature)) forgiven(fmt::format("the quirks say that it has no {}", feature));
  if (with.manifest && given.what.manifest.empty()) not_forgiven("no adapter.json stands beside the library");
  if (with.url && given.url.empty()) not_forgiven("no --url was given");
  for (const auto &[trait, name] : trait_names)
    if ((with.traits & trait) != 0 && !it.has_trait(trait))
      forgiven(fmt::format("it has not the trait {}", name));
  for (const std::string_view id : with.extensions)
    if (it.table().extension(std::string(id).c_str()) == nullptr)
      forgiven(fmt::format("it has not the extension {}", id));
  for (const std::string_view key : with.quirks)
    if (!given.differs.find(key)) not_forgiven(fmt::format("the quirks file does not give \"{}\"", key));
}

}  // namespace

scratch_table::~scratch_table() {
  try {
    connection clean = it_.try_open();
    // A test that failed may still hold the table: its verdict must not wait for that.
    const limits patience{.deadline = std::chrono::seconds(3)};
    if (clean.opened.ok()) (void)clean.execute(it_.sql("drop_table", {{"table", name}}), {}, patience);
  } catch (...) {  // NOLINT(bugprone-empty-catch): what is left behind is a table of a scratch database
  }
}

std::string subject::sql(std::string_view name, const placeholders &with) const {
  const auto found = differs().find(fmt::format("sql.{}", name));
  if (!found) throw finding{verdict::skipped, fmt::format("the quirks file does not give \"sql.{}\"", name)};
  return fill(*found, with);
}

std::string subject::type(std::string_view name) const {
  const auto found = differs().find(fmt::format("types.{}", name));
  if (!found || found->empty()) skip(fmt::format("the quirks say that it has no type {}", name));
  return *found;
}

std::string subject::url_for(std::string_view name) const {
  const auto found = differs().find(fmt::format("urls.{}", name));
  if (!found) throw finding{verdict::skipped, fmt::format("the quirks file does not give \"urls.{}\"", name)};
  return fill(*found, url_parts(url()));
}

fields subject::config(const fields &more) const {
  fields all = differs().config();
  all["url"] = url();
  for (const auto &[key, text] : more) all[key] = text;
  return all;
}

connection subject::try_open(const fields &more, const limits &within) {
  return {table(), config(more), within};
}

connection subject::open(const fields &more, const limits &within) {
  connection made = try_open(more, within);
  must(made.opened, "open");
  expect(made.raw() != nullptr, "open answered OK and gave no connection");
  return made;
}

std::string subject::scratch_name() {
  return fmt::format("kit_{:x}_{}", getpid(), ++scratch_);
}

scratch_table subject::make_table(connection &on, std::string_view type) {
  const std::string name = scratch_name();
  const std::string text = type.empty()
                               ? sql("create_table", {{"table", name}})
                               : sql("create_typed_table", {{"table", name}, {"type", std::string(type)}});
  must(on.execute(text), text);
  return {*this, name};
}

std::int64_t subject::count(connection &on, const scratch_table &rows_of) const {
  const std::string text = sql("count", {{"table", rows_of.name}});
  const answer told = on.execute(text);
  must(told, text);
  expect(told.rows.size() == 1 && told.rows[0].size() == 1, fmt::format("`{}` gave no single value", text));
  return told.rows[0][0].as_number();
}

const answer &subject::must(const answer &told, std::string_view what) const {
  if (!told.ok()) fail(fmt::format("{} answered {}", what, told.words()));
  return told;
}

const answer &subject::must_be(tnt_status status, const answer &told, std::string_view what) const {
  if (told.status != status)
    fail(fmt::format("{} answered {} instead of {}", what, told.words(), status_name(status)));
  return told;
}

void subject::no_secret_in(std::string_view text, std::string_view where) const {
  const url_secrets secrets = secrets_of(url());
  for (const std::string &one : {secrets.as_written, secrets.decoded, std::string(canary)})
    if (!one.empty() && text.find(one) != std::string_view::npos)
      fail(fmt::format("{} shows the password", where));  // which is not repeated here
}

outcome_of_test run_here(const test &one, const job &given) {
  outcome_of_test end;
  subject it(given);
  try {
    look_for_needs(one.with, given, it);
    one.run(it);
  } catch (const finding &found) {
    end.is = found.is;
    end.seen = found.seen;
    end.forgiven = found.forgiven;
  } catch (const std::exception &e) {
    end.is = verdict::failed;
    end.seen = fmt::format("an exception came across the contract, or the kit has a bug: {}", e.what());
  } catch (...) {
    end.is = verdict::failed;
    end.seen = "something that is not an exception was thrown across the contract";
  }
  return end;
}

}  // namespace tenantry::conformance
