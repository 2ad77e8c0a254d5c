/// @file
/// The C tables of the extensions that an adapter's facts or its connection implement.  Part of adapter.hpp.
#pragma once
#include <tenantry/sdk/connection.hpp>
#include <tenantry/sdk/fence.hpp>

#include <concepts>
#include <type_traits>

namespace tenantry::sdk {

/// {"format":"tenantry.probe/1","why":"…","clean_up":["…"]}
inline std::string probe_document(const probe_answer &answer) {
  const auto quoted = [](std::string_view plain) {
    constexpr char hex[] = "0123456789abcdef";
    std::string made = "\"";
    for (const char c : plain) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\')
        made.append(1, '\\').append(1, c);
      else if (byte < 0x20)
        made.append("\\u00").append(1, hex[byte >> 4u]).append(1, hex[byte & 15u]);
      else
        made += c;
    }
    return made + '"';
  };
  std::string made = R"({"format":"tenantry.probe/1","why":)" + quoted(answer.why) + R"(,"clean_up":[)";
  for (std::size_t i = 0; i < answer.clean_up.size(); ++i)
    made.append(i == 0 ? "" : ",").append(quoted(answer.clean_up[i]));
  return made + "]}";
}

template <class Facts>
concept with_script = requires {
  typename Facts::script;
};
template <class Facts>
concept with_dialect = requires {
  typename Facts::dialect;
};
template <class Facts>
concept with_more_extensions = requires(const char *id) {
  { Facts::extension(id) } -> std::convertible_to<const void *>;
};

template <class Facts>
struct extension_glue {
  using connection_type = typename Facts::connection;

  static connection_type &at(tnt_conn *conn) { return *reinterpret_cast<connection_type *>(conn); }

  static tnt_status try_acquire(tnt_conn *conn, const tnt_call *raw, tnt_text name, tnt_error *error) {
    return fence(error, [&] {
      if (at(conn).try_acquire(call(raw), view(name))) return;
      throw failure(TNT_LOCKED, "another session holds the lock \"" + std::string(view(name)) + "\"")
          .retry(retry::same_connection)
          .effect(effect::none);
    });
  }
  static tnt_status release(tnt_conn *conn, const tnt_call *raw, tnt_text name, tnt_error *error) {
    return fence(error, [&] {
      if (at(conn).release(call(raw), view(name))) return;
      throw failure(TNT_CONFLICT, "this session does not hold the lock \"" + std::string(view(name)) + "\"")
          .retry(retry::never)
          .effect(effect::none);
    });
  }
  static tnt_status holder(tnt_conn *conn, const tnt_call *raw, tnt_text name, const tnt_sink *sink,
                           tnt_error *error) {
    return fence(error, [&] {
      row_writer rows(sink);
      const std::vector<lock_holder> all = at(conn).holders(call(raw), view(name));
      rows.columns({column("session", "text"), column("user", "text"), column("application", "text"),
                    column("host", "text"), column("since", "text")});
      for (const lock_holder &one : all)
        rows.row({cell::text(one.session), cell::text(one.user), cell::text(one.application),
                  cell::text(one.host), cell::text(one.since)});
    });
  }
  static tnt_status run_batch(tnt_conn *conn, const tnt_call *raw, const tnt_begin *options,
                              const tnt_item *items, std::size_t n, const tnt_sink *sink,
                              void (*done)(void *, std::size_t, const tnt_error *), void *data,
                              tnt_error *error) {
    return fence(error, [&] {
      row_writer rows(sink);
      const transaction_options read = read_begin(options);
      at(conn).run_batch(call(raw), options == nullptr ? nullptr : &read, std::span(items, n), rows,
                         batch_report(done, data));
    });
  }
  static tnt_status identify(tnt_conn *conn, const tnt_call *raw, const tnt_sink *sink, tnt_error *error) {
    return fence(error, [&] {
      if constexpr (std::is_base_of_v<identifiable, connection_type>) {
        row_writer rows(sink);
        write_identity(rows, at(conn).identify(call(raw)));
      } else {
        unsupported(conn, raw, sink);
      }
    });
  }
  static tnt_status exists(tnt_conn *conn, const tnt_call *raw, tnt_text name, std::int32_t *yes,
                           tnt_error *error) {
    return fence(error, [&] {
      if constexpr (std::is_base_of_v<administrable, connection_type>)
        *yes = at(conn).exists(call(raw), view(name)) ? 1 : 0;
      else
        unsupported(conn, raw, name, yes);
    });
  }
  static tnt_status create(tnt_conn *conn, const tnt_call *raw, tnt_text name, const tnt_field *options,
                           std::size_t n, tnt_error *error) {
    return fence(error, [&] {
      if constexpr (std::is_base_of_v<administrable, connection_type>)
        at(conn).create(call(raw), view(name), config(options, n));
      else
        unsupported(conn, raw, name, options, n);
    });
  }
  static tnt_status drop(tnt_conn *conn, const tnt_call *raw, tnt_text name, std::int32_t end_sessions,
                         tnt_error *error) {
    return fence(error, [&] {
      if constexpr (std::is_base_of_v<administrable, connection_type>)
        at(conn).drop(call(raw), view(name), end_sessions != 0);
      else
        unsupported(conn, raw, name, end_sessions);
    });
  }
  static tnt_status blockers(tnt_conn *conn, const tnt_call *raw, tnt_text victim, const tnt_sink *sink,
                             tnt_error *error) {
    return fence(error, [&] {
      row_writer rows(sink);
      const std::vector<blocker> all = at(conn).blockers(call(raw), view(victim));
      rows.columns({column("session", "text"), column("user", "text"), column("application", "text"),
                    column("state", "text"), column("since", "text"), column("query", "text")});
      for (const blocker &one : all)
        rows.row({cell::text(one.session), cell::text(one.user), cell::text(one.application),
                  cell::text(one.state), cell::text(one.since), cell::text(one.query)});
    });
  }
  static tnt_status describe(tnt_text target, const tnt_text_sink *sink, tnt_error *error) {
    return fence(error, [&] {
      if constexpr (with_dialect<Facts>)
        write_document(sink, rules<typename Facts::dialect>().describe(view(target)));
      else
        unsupported(target, sink);
    });
  }
  static tnt_status render(const tnt_call *raw, tnt_text request, const tnt_text_sink *sink,
                           tnt_error *error) {
    return fence(error, [&] {
      if constexpr (with_dialect<Facts>)
        write_document(sink, rules<typename Facts::dialect>().render(call(raw), view(request)));
      else
        unsupported(raw, request, sink);
    });
  }
  static tnt_status project(const tnt_call *raw, tnt_text request, const tnt_text_sink *sink,
                            tnt_error *error) {
    return fence(error, [&] {
      if constexpr (with_dialect<Facts>)
        write_document(sink, rules<typename Facts::dialect>().project(call(raw), view(request)));
      else
        unsupported(raw, request, sink);
    });
  }
  static tnt_status introspect(tnt_conn *conn, const tnt_call *raw, tnt_text request,
                               const tnt_text_sink *sink, tnt_error *error) {
    return fence(error, [&] {
      if constexpr (std::is_base_of_v<introspecting, connection_type>)
        write_document(sink, at(conn).introspect(call(raw), view(request)));
      else
        unsupported(conn, raw, request, sink);
    });
  }
  static tnt_status probe(tnt_conn *conn, const tnt_call *raw, tnt_text sql, std::int32_t *state,
                          const tnt_text_sink *sink, tnt_error *error) {
    return fence(error, [&] {
      if constexpr (std::is_base_of_v<probing, connection_type>) {
        const probe_answer answer = at(conn).probe(call(raw), view(sql));
        *state = answer.state;
        write_document(sink, probe_document(answer));
      } else {
        unsupported(conn, raw, sql, state, sink);
      }
    });
  }
  static tnt_status split(tnt_text script, void *data, tnt_status (*receive)(void *, const tnt_piece *),
                          tnt_error *error) {
    return fence(error, [&] {
      if constexpr (with_script<Facts>)
        rules<typename Facts::script>().split(view(script), [&](const piece &one) {
          const tnt_piece raw{one.begin, one.end, one.flags, one.repeat, text(one.used_as)};
          const tnt_status status = receive(data, &raw);
          if (status != TNT_OK) throw failure(status, "the host stopped reading the pieces");
        });
      else
        unsupported(script, data, receive);
    });
  }
  static tnt_status quote(tnt_text identifier, const tnt_text_sink *sink, tnt_error *error) {
    return fence(error, [&] {
      if constexpr (with_script<Facts>)
        write_document(sink, rules<typename Facts::script>().quote(view(identifier)));
      else
        unsupported(identifier, sink);
    });
  }

  static const void *extension(const char *id) {
    const std::string_view wanted = id == nullptr ? "" : id;
    if constexpr (with_script<Facts>)
      if (wanted == TNT_EXT_SCRIPT) return &table_of<tnt_ext_script>(split, quote);
    if constexpr (dialect_answers)
      if (wanted == TNT_EXT_DIALECT)
        return &table_of<tnt_ext_dialect>(describe, render, introspect, probe, project);
    if constexpr (std::is_base_of_v<lockable, connection_type>)
      if (wanted == TNT_EXT_LOCK) return &table_of<tnt_ext_lock>(try_acquire, release, holder);
    if constexpr (std::is_base_of_v<batching, connection_type>)
      if (wanted == TNT_EXT_BATCH) return &table_of<tnt_ext_batch>(run_batch);
    if constexpr (admin_answers)
      if (wanted == TNT_EXT_ADMIN) return &table_of<tnt_ext_admin>(identify, exists, create, drop);
    if constexpr (std::is_base_of_v<diagnosing, connection_type>)
      if (wanted == TNT_EXT_DIAGNOSE) return &table_of<tnt_ext_diagnose>(blockers);
    if constexpr (with_more_extensions<Facts>) return Facts::extension(id);
    return nullptr;
  }

 private:
  static constexpr bool dialect_answers = with_dialect<Facts> ||
                                          std::is_base_of_v<probing, connection_type> ||
                                          std::is_base_of_v<introspecting, connection_type>;
  static constexpr bool admin_answers =
      std::is_base_of_v<identifiable, connection_type> || std::is_base_of_v<administrable, connection_type>;

  template <class Rules>
  static const Rules &rules() {
    static const Rules made{};
    return made;
  }
  template <class Table, class... Functions>
  static const Table &table_of(Functions... functions) {
    static const Table made = {sizeof(Table), 0, functions...};
    return made;
  }
  template <class... Unused>
  [[noreturn]] static void unsupported(Unused &&...) {
    throw failure(TNT_UNSUPPORTED, "the adapter \"" + std::string(Facts::id) + "\" cannot do that");
  }
};

}  // namespace tenantry::sdk
