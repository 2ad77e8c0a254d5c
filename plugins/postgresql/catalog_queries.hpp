// What introspect asks of pg_catalog, of PostgreSQL 13 and newer.  Objects that belong to an extension are
// left out everywhere.  Names of columns come as JSON lists, in their order.
#pragma once
#include <string>

namespace tenantry::postgresql::catalog {

// Catalog columns that newer versions have: asked for where they exist.
struct version {
  bool nulls_not_distinct = false;  // 15
};

inline std::string user_schema(const std::string &n) {
  return n + ".nspname <> 'information_schema' AND " + n + ".nspname !~ '^pg_'";
}
inline std::string no_extension(const std::string &oid, const std::string &catalog) {
  return "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog." + catalog +
         "'::pg_catalog.regclass AND d.objid = " + oid + " AND d.deptype = 'e')";
}
inline std::string names_of(const std::string &numbers, const std::string &table) {
  return "(SELECT pg_catalog.json_agg(a.attname ORDER BY k.at)::text FROM pg_catalog.unnest(" + numbers +
         ") WITH ORDINALITY k(num, at) JOIN pg_catalog.pg_attribute a ON a.attrelid = " + table +
         " AND a.attnum = k.num)";
}

inline std::string schemas() {
  return "SELECT n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace') FROM pg_catalog.pg_namespace n "
         "WHERE " +
         user_schema("n") + " AND n.nspname <> 'public' AND " + no_extension("n.oid", "pg_namespace");
}
inline std::string enums() {
  return "SELECT n.nspname, t.typname, e.enumlabel, pg_catalog.obj_description(t.oid, 'pg_type') "
         "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace "
         "LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid WHERE t.typtype = 'e' AND " +
         user_schema("n") + " AND " + no_extension("t.oid", "pg_type") + " ORDER BY 1, 2, e.enumsortorder";
}
inline std::string sequences() {
  return "SELECT n.nspname, c.relname, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, "
         "s.seqmin, "
         "s.seqmax, s.seqcache, s.seqcycle, pg_catalog.obj_description(c.oid, 'pg_class') "
         "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
         "JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid WHERE " +
         user_schema("n") + " AND " + no_extension("c.oid", "pg_class") +
         " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend o WHERE o.objid = c.oid AND o.classid = "
         "'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype IN ('a', 'i') AND o.refobjsubid > 0)";
}
inline std::string tables() {
  return "SELECT n.nspname, c.relname, c.relkind, pg_catalog.obj_description(c.oid, 'pg_class') "
         "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
         "WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND " +
         user_schema("n") + " AND " + no_extension("c.oid", "pg_class");
}
inline std::string columns() {
  return "SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), "
         "CASE WHEN t.typtype = 'e' THEN tn.nspname WHEN el.typtype = 'e' THEN en.nspname END, "
         "CASE WHEN t.typtype = 'e' THEN t.typname WHEN el.typtype = 'e' THEN el.typname END, "
         "a.attndims, a.attnotnull, a.attidentity, a.attgenerated, pg_catalog.pg_get_expr(d.adbin, "
         "d.adrelid), "
         "CASE WHEN a.attcollation <> t.typcollation THEN co.collname END, "
         "pg_catalog.col_description(c.oid, a.attnum), sc.relname, s.seqstart, s.seqincrement, s.seqmin, "
         "s.seqmax, "
         "s.seqcache, s.seqcycle "
         "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
         "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = "
         "a.atttypid "
         "JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace "
         "LEFT JOIN pg_catalog.pg_type el ON el.oid = t.typelem AND t.typcategory = 'A' "
         "LEFT JOIN pg_catalog.pg_namespace en ON en.oid = el.typnamespace "
         "LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
         "LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation "
         "LEFT JOIN pg_catalog.pg_depend o ON o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND "
         "o.refobjid = "
         "c.oid AND o.refobjsubid = a.attnum AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND "
         "o.deptype IN "
         "('a', 'i') AND EXISTS (SELECT 1 FROM pg_catalog.pg_sequence q WHERE q.seqrelid = o.objid) "
         "LEFT JOIN pg_catalog.pg_class sc ON sc.oid = o.objid LEFT JOIN pg_catalog.pg_sequence s ON "
         "s.seqrelid = o.objid "
         "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped "
         "AND " +
         user_schema("n") + " ORDER BY 1, 2, a.attnum";
}
inline std::string constraints(version v) {
  const std::string distinct =
      v.nulls_not_distinct
          ? "coalesce((SELECT i.indnullsnotdistinct FROM pg_catalog.pg_index i WHERE i.indexrelid = "
            "co.conindid), false)"
          : "false";
  return "SELECT n.nspname, c.relname, co.conname, co.contype, " + names_of("co.conkey", "co.conrelid") +
         ", fn.nspname, f.relname, " + names_of("co.confkey", "co.confrelid") +
         ", co.confdeltype, co.confupdtype, CASE WHEN NOT co.condeferrable THEN 'no' WHEN co.condeferred "
         "THEN "
         "'deferred' ELSE 'immediate' END, co.convalidated, pg_catalog.pg_get_expr(co.conbin, "
         "co.conrelid), " +
         distinct +
         " FROM pg_catalog.pg_constraint co JOIN pg_catalog.pg_class c ON c.oid = co.conrelid "
         "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_class f ON f.oid "
         "= "
         "co.confrelid LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace "
         "WHERE co.contype IN ('p', 'u', 'f', 'c', 'x') AND co.conparentid = 0 AND " +
         user_schema("n");
}
inline std::string indexes(version v) {
  return "SELECT n.nspname, c.relname, ic.relname, i.indisunique, i.indisvalid, am.amname, "
         "pg_catalog.pg_get_expr(i.indpred, i.indrelid), " +
         std::string(v.nulls_not_distinct ? "i.indnullsnotdistinct" : "false") +
         ", pg_catalog.array_to_json(ic.reloptions)::text, pg_catalog.obj_description(ic.oid, 'pg_class'), "
         "(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, "
         "pg_catalog.pg_get_indexdef(ic.oid, k, false), "
         "CASE WHEN k <= i.indnkeyatts THEN i.indoption[k - 1] END, "
         "CASE WHEN k <= i.indnkeyatts AND NOT op.opcdefault THEN op.opcname END, "
         "CASE WHEN k <= i.indnkeyatts AND i.indcollation[k - 1] <> 0 AND i.indcollation[k - 1] <> "
         "ia.attcollation THEN "
         "col.collname END, k <= i.indnkeyatts) ORDER BY k)::text FROM pg_catalog.generate_series(1, "
         "i.indnatts::int) k "
         "LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] AND "
         "a.attnum > 0 "
         "LEFT JOIN pg_catalog.pg_attribute ia ON ia.attrelid = i.indrelid AND ia.attnum = i.indkey[k - 1] "
         "LEFT JOIN pg_catalog.pg_opclass op ON k <= i.indnkeyatts AND op.oid = i.indclass[k - 1] "
         "LEFT JOIN pg_catalog.pg_collation col ON k <= i.indnkeyatts AND col.oid = i.indcollation[k - 1]) "
         "FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid "
         "JOIN pg_catalog.pg_class c ON c.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = "
         "c.relnamespace "
         "JOIN pg_catalog.pg_am am ON am.oid = ic.relam "
         "WHERE NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint co WHERE "
         "co.conindid = "
         "i.indexrelid AND co.contype IN ('p', 'u', 'x')) AND c.relkind IN ('r', 'p') AND " +
         user_schema("n");
}
inline std::string views() {
  return "SELECT n.nspname, c.relname, c.relkind, pg_catalog.pg_get_viewdef(c.oid), "
         "pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c JOIN "
         "pg_catalog.pg_namespace n ON "
         "n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND " +
         user_schema("n") + " AND " + no_extension("c.oid", "pg_class");
}
// kind, schema, name, table's schema, table, text that makes it, text that drops it
inline std::string opaque() {
  return "SELECT 'extension', 'public', e.extname, NULL, NULL, pg_catalog.format('CREATE EXTENSION %I', "
         "e.extname), "
         "pg_catalog.format('DROP EXTENSION %I', e.extname) FROM pg_catalog.pg_extension e WHERE e.extname "
         "<> 'plpgsql' "
         "UNION ALL SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, n.nspname, "
         "p.proname || '(' || "
         "pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', NULL, NULL, "
         "pg_catalog.pg_get_functiondef(p.oid), "
         "pg_catalog.format('DROP %s %s', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, "
         "p.oid::pg_catalog.regprocedure) FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid "
         "= "
         "p.pronamespace WHERE p.prokind IN ('f', 'p') AND " +
         user_schema("n") + " AND " + no_extension("p.oid", "pg_proc") +
         " UNION ALL SELECT 'trigger', n.nspname, t.tgname, n.nspname, c.relname, "
         "pg_catalog.pg_get_triggerdef(t.oid), "
         "pg_catalog.format('DROP TRIGGER %I ON %s', t.tgname, c.oid::pg_catalog.regclass) FROM "
         "pg_catalog.pg_trigger t "
         "JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = "
         "c.relnamespace "
         "WHERE NOT t.tgisinternal AND " +
         user_schema("n");
}
// kind, schema, name: what the model does not hold
inline std::string not_kept() {
  return "SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' ELSE 'composite type' END, "
         "n.nspname, "
         "t.typname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace LEFT "
         "JOIN "
         "pg_catalog.pg_class c ON c.oid = t.typrelid WHERE (t.typtype IN ('d', 'r') OR (t.typtype = 'c' AND "
         "c.relkind = "
         "'c')) AND " +
         user_schema("n") + " AND " + no_extension("t.oid", "pg_type") +
         " UNION ALL SELECT 'policy', n.nspname, p.polname FROM pg_catalog.pg_policy p JOIN "
         "pg_catalog.pg_class c ON "
         "c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " +
         user_schema("n") +
         " UNION ALL SELECT CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'window function' END, n.nspname, "
         "p.proname "
         "FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind "
         "IN ('a', "
         "'w') AND " +
         user_schema("n") + " AND " + no_extension("p.oid", "pg_proc");
}

}  // namespace tenantry::postgresql::catalog
