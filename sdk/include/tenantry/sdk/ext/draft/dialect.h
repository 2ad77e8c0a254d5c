/* clang-format off */
/* tenantry.dialect/1: what an adapter knows of its SQL.  Documents are JSON objects whose first key is "format";
 * unknown keys are ignored, an unknown kind of change answers a gap.  Draft until 1.0: schema diff will add kinds.
 *
 * describe(target)   target: {"format":"tenantry.target/1","dialect":"postgresql","flavour":"","version":"15.4"}
 *   -> {"format":"tenantry.dialect/1","dialect":"postgresql","identifier_quote":"\"","identifier_limit":63,
 *       "folding":"lower|upper|none","placeholder":"$n|?|:n","schemas":true,"row_limit":"LIMIT {n}",
 *       "formats":["tenantry.render/1", …],"reserved_words":[…]}
 *      oldest_version, optional: migrations are written for it where the configuration names none; "" is the newest.
 *      row_limit stands at the end of a SELECT with an ORDER BY; {n} is the number of rows.
 * render(request)    request: {"format":"tenantry.render/1","target":{…},"changes":[
 *       {"kind":"create_schema","name":"tenantry"},
 *       {"kind":"create_table","schema":"tenantry","name":"history","columns":[
 *          {"name":"seq","type":"bigint","null":false},
 *          {"name":"at","type":"timestamptz","null":false,"default":"now"}],
 *        "primary_key":{"name":"history_pk","columns":["track","seq"]}}]}
 *      All kinds of changes, types and marks, and tenantry.render/2, which "formats" may name: docs/schema-format.md.
 *   -> {"format":"tenantry.rendered/1","statements":[{"sql":"CREATE …","change":0}],"gaps":[{"change":1,"why":"…"}]}
 * introspect(request)  -> the model of a live database, "tenantry.introspected/1"
 * project(request)   a model -> what this dialect can keep of it, "tenantry.projected/1"
 * probe(sql)         has this statement, whose fate is unknown, taken effect?  Derived at run time from the
 *      statement; nothing is stored.
 *   -> {"format":"tenantry.probe/1","why":"index \"i\" exists but is not valid","clean_up":["DROP INDEX …"]}
 *      clean_up: statements that remove the rest of a failed try; they run one by one, outside a transaction, and
 *      only where the host's own history says that the try was its own. */
#ifndef TENANTRY_SDK_EXT_DIALECT_H
#define TENANTRY_SDK_EXT_DIALECT_H
#include <tenantry/sdk/adapter.h>
#ifdef __cplusplus
extern "C" {
#endif

#define TNT_EXT_DIALECT "tenantry.dialect/1"
enum { TNT_PROBE_DONE = 1, TNT_PROBE_NOT_DONE = 2, TNT_PROBE_UNCLEAR = 3, TNT_PROBE_REPEATABLE = 4 };
/** The table of tenantry.dialect/1; the documents are described above. */
typedef struct tnt_ext_dialect {
  uint32_t struct_size; /**< bytes of this struct as its maker knew it */
  uint32_t reserved;    /**< 0 */
  /** What the dialect is and has. */
  tnt_status (*describe)(tnt_text target, const tnt_text_sink *, tnt_error *);                             /* [any] */
  /** Changes -> statements and gaps. */
  tnt_status (*render)(const tnt_call *, tnt_text request, const tnt_text_sink *, tnt_error *);            /* [any] */
  /** The live database -> a model. */
  tnt_status (*introspect)(tnt_conn *, const tnt_call *, tnt_text request, const tnt_text_sink *, tnt_error *);
                                                                                                        /* [handle] */
  /** Has a statement of unknown fate taken effect? state: TNT_PROBE_…. */
  tnt_status (*probe)(tnt_conn *, const tnt_call *, tnt_text sql, int32_t *state, const tnt_text_sink *document,
                      tnt_error *);                                                                     /* [handle] */
  /** A model -> what this dialect keeps of it. */
  tnt_status (*project)(const tnt_call *, tnt_text request, const tnt_text_sink *, tnt_error *);           /* [any] */
} tnt_ext_dialect;

#ifdef __cplusplus
}
#endif
#endif
