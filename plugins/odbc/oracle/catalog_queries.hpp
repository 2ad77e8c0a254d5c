// What introspect asks of Oracle's dictionary, 19c and newer: of the session's schema alone, for another
// schema is another tenant.  Columns of type LONG stand last: drivers read them in order.
#pragma once
#include <string_view>

namespace tenantry::oracle::catalog {

// table, comment
inline constexpr std::string_view tables =
    "SELECT t.table_name, c.comments FROM all_tables t LEFT JOIN all_tab_comments c ON c.owner = t.owner AND "
    "c.table_name = "
    "t.table_name WHERE t.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND t.nested = 'NO' AND "
    "t.secondary = 'N' AND "
    "t.dropped = 'NO' AND NOT EXISTS (SELECT 1 FROM all_mviews m WHERE m.owner = t.owner AND m.mview_name = "
    "t.table_name) "
    "ORDER BY t.table_name";

// table, column, type, characters, precision, scale, null, virtual, identity, its options, comment, default
inline constexpr std::string_view columns =
    "SELECT c.table_name, c.column_name, c.data_type, CASE WHEN c.data_type = 'RAW' THEN c.data_length ELSE "
    "c.char_length "
    "END, c.data_precision, c.data_scale, c.nullable, c.virtual_column, i.generation_type, "
    "i.identity_options, m.comments, "
    "c.data_default FROM all_tab_cols c JOIN all_tables t ON t.owner = c.owner AND t.table_name = "
    "c.table_name LEFT JOIN "
    "all_tab_identity_cols i ON i.owner = c.owner AND i.table_name = c.table_name AND i.column_name = "
    "c.column_name LEFT "
    "JOIN all_col_comments m ON m.owner = c.owner AND m.table_name = c.table_name AND m.column_name = "
    "c.column_name WHERE "
    "c.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND c.hidden_column = 'NO' ORDER BY c.table_name, "
    "c.column_id";

// table, constraint, kind, generated, other table, delete rule, deferrable, deferred, validated, condition,
// columns and other columns as rows: column, other column
inline constexpr std::string_view constraints =
    "SELECT k.table_name, k.constraint_name, k.constraint_type, k.generated, r.table_name, k.delete_rule, "
    "k.deferrable, "
    "k.deferred, k.validated, k.search_condition_vc, c.column_name, rc.column_name FROM all_constraints k "
    "JOIN all_tables t "
    "ON t.owner = k.owner AND t.table_name = k.table_name LEFT JOIN all_cons_columns c ON c.owner = k.owner "
    "AND "
    "c.constraint_name = k.constraint_name AND c.table_name = k.table_name LEFT JOIN all_constraints r ON "
    "r.owner = k.r_owner "
    "AND r.constraint_name = k.r_constraint_name LEFT JOIN all_cons_columns rc ON rc.owner = r.owner AND "
    "rc.constraint_name = "
    "r.constraint_name AND rc.position = c.position WHERE k.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') "
    "AND "
    "k.constraint_type IN ('P', 'U', 'R', 'C') ORDER BY k.table_name, k.constraint_name, c.position";

// table, index, unique, type, status, column, descending, expression
inline constexpr std::string_view indexes =
    "SELECT i.table_name, i.index_name, i.uniqueness, i.index_type, i.status, c.column_name, c.descend, "
    "e.column_expression "
    "FROM all_indexes i JOIN all_ind_columns c ON c.index_owner = i.owner AND c.index_name = i.index_name "
    "LEFT JOIN "
    "all_ind_expressions e ON e.index_owner = i.owner AND e.index_name = i.index_name AND e.column_position "
    "= "
    "c.column_position WHERE i.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND i.table_owner = i.owner "
    "AND i.index_type "
    "<> 'LOB' AND NOT EXISTS (SELECT 1 FROM all_constraints k WHERE k.owner = i.owner AND k.index_name = "
    "i.index_name AND "
    "k.constraint_type IN ('P', 'U')) ORDER BY i.table_name, i.index_name, c.column_position";

// name, increment, least, most, cycle
inline constexpr std::string_view sequences =
    "SELECT sequence_name, increment_by, min_value, max_value, cycle_flag FROM all_sequences WHERE "
    "sequence_owner = "
    "SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND sequence_name NOT LIKE 'ISEQ$$%'";

// name, materialized, comment, text
inline constexpr std::string_view views =
    "SELECT v.view_name, 'N', c.comments, v.text FROM all_views v LEFT JOIN all_tab_comments c ON c.owner = "
    "v.owner AND "
    "c.table_name = v.view_name WHERE v.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')";
inline constexpr std::string_view materialized_views =
    "SELECT m.mview_name, 'Y', c.comments, m.query FROM all_mviews m LEFT JOIN all_mview_comments c ON "
    "c.owner = m.owner AND "
    "c.mview_name = m.mview_name WHERE m.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')";

// type, name, line's text: in order
inline constexpr std::string_view sources =
    "SELECT s.type, s.name, t.table_name, s.text FROM all_source s LEFT JOIN all_triggers t ON t.owner = "
    "s.owner AND "
    "t.trigger_name = s.name AND s.type = 'TRIGGER' WHERE s.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') "
    "ORDER BY s.type, "
    "s.name, s.line";

// kind, name: what the model does not hold
inline constexpr std::string_view not_kept =
    "SELECT LOWER(object_type), object_name FROM all_objects WHERE owner = SYS_CONTEXT('USERENV', "
    "'CURRENT_SCHEMA') AND "
    "object_type IN ('SYNONYM', 'DATABASE LINK', 'QUEUE', 'CLUSTER', 'JAVA SOURCE', 'JOB', 'DIMENSION')";

}  // namespace tenantry::oracle::catalog
