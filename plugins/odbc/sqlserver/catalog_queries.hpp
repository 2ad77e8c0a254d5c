// What introspect asks of SQL Server's catalog views, 2017 and newer.  What the server shipped is left out.
#pragma once
#include <string_view>

namespace tenantry::sqlserver::catalog {

// The session's default schema is "" in the model.
inline constexpr std::string_view default_schema = "SELECT SCHEMA_NAME()";

inline constexpr std::string_view schemas =
    "SELECT s.name FROM sys.schemas s WHERE s.schema_id < 16384 AND s.name NOT IN (N'sys', "
    "N'INFORMATION_SCHEMA', "
    "N'guest', N'dbo')";

// schema, name, comment
inline constexpr std::string_view tables =
    "SELECT s.name, t.name, CAST(e.value AS nvarchar(max)) FROM sys.tables t JOIN sys.schemas s ON "
    "s.schema_id = "
    "t.schema_id LEFT JOIN sys.extended_properties e ON e.class = 1 AND e.major_id = t.object_id AND "
    "e.minor_id = 0 AND "
    "e.name = N'MS_Description' WHERE t.is_ms_shipped = 0 ORDER BY s.name, t.name";

// schema, table, name, type, length, precision, scale, null, identity, seed, increment, computed, its text,
// stored, default, collation (where it is not the database's), comment
inline constexpr std::string_view columns =
    "SELECT s.name, t.name, c.name, TYPE_NAME(c.system_type_id), c.max_length, c.precision, c.scale, "
    "CAST(c.is_nullable AS int), CAST(c.is_identity AS int), CAST(i.seed_value AS nvarchar(40)), "
    "CAST(i.increment_value "
    "AS nvarchar(40)), CAST(c.is_computed AS int), k.definition, CAST(k.is_persisted AS int), d.definition, "
    "CASE WHEN "
    "c.collation_name <> CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS sysname) THEN c.collation_name "
    "END, "
    "CAST(e.value AS nvarchar(max)), CASE WHEN c.user_type_id <> c.system_type_id AND y.is_user_defined = 1 "
    "THEN y.name "
    "END FROM sys.columns c JOIN sys.tables t ON t.object_id = c.object_id JOIN sys.schemas s ON s.schema_id "
    "= "
    "t.schema_id JOIN sys.types y ON y.user_type_id = c.user_type_id LEFT JOIN sys.identity_columns i ON "
    "i.object_id = "
    "c.object_id AND i.column_id = c.column_id LEFT JOIN sys.computed_columns k ON k.object_id = c.object_id "
    "AND "
    "k.column_id = c.column_id LEFT JOIN sys.default_constraints d ON d.parent_object_id = c.object_id AND "
    "d.parent_column_id = c.column_id LEFT JOIN sys.extended_properties e ON e.class = 1 AND e.major_id = "
    "c.object_id "
    "AND e.minor_id = c.column_id AND e.name = N'MS_Description' WHERE t.is_ms_shipped = 0 ORDER BY s.name, "
    "t.name, "
    "c.column_id";

// schema, table, index, unique, kind (primary key, unique constraint, else an index), condition, disabled,
// type, column, descending, included
inline constexpr std::string_view indexes =
    "SELECT s.name, t.name, i.name, CAST(i.is_unique AS int), CASE WHEN i.is_primary_key = 1 THEN 'p' WHEN "
    "i.is_unique_constraint = 1 THEN 'u' ELSE 'i' END, i.filter_definition, CAST(i.is_disabled AS int), "
    "i.type, c.name, "
    "CAST(x.is_descending_key AS int), CAST(x.is_included_column AS int) FROM sys.indexes i JOIN sys.tables "
    "t ON "
    "t.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = t.schema_id JOIN sys.index_columns x ON "
    "x.object_id "
    "= i.object_id AND x.index_id = i.index_id JOIN sys.columns c ON c.object_id = x.object_id AND "
    "c.column_id = "
    "x.column_id WHERE t.is_ms_shipped = 0 AND i.type > 0 AND i.is_hypothetical = 0 ORDER BY s.name, t.name, "
    "i.index_id, "
    "x.is_included_column, x.key_ordinal, x.index_column_id";

// schema, table, name, text, not trusted
inline constexpr std::string_view checks =
    "SELECT s.name, t.name, k.name, k.definition, CAST(k.is_not_trusted AS int) FROM sys.check_constraints k "
    "JOIN "
    "sys.tables t ON t.object_id = k.parent_object_id JOIN sys.schemas s ON s.schema_id = t.schema_id WHERE "
    "t.is_ms_shipped = 0";

// schema, table, name, column, to schema, to table, to column, on delete, on update, not trusted
inline constexpr std::string_view foreign_keys =
    "SELECT s.name, t.name, f.name, c.name, rs.name, r.name, rc.name, f.delete_referential_action_desc, "
    "f.update_referential_action_desc, CAST(f.is_not_trusted AS int) FROM sys.foreign_keys f JOIN "
    "sys.foreign_key_columns x ON x.constraint_object_id = f.object_id JOIN sys.tables t ON t.object_id = "
    "f.parent_object_id JOIN sys.schemas s ON s.schema_id = t.schema_id JOIN sys.columns c ON c.object_id = "
    "x.parent_object_id AND c.column_id = x.parent_column_id JOIN sys.tables r ON r.object_id = "
    "f.referenced_object_id "
    "JOIN sys.schemas rs ON rs.schema_id = r.schema_id JOIN sys.columns rc ON rc.object_id = "
    "x.referenced_object_id AND "
    "rc.column_id = x.referenced_column_id ORDER BY s.name, t.name, f.name, x.constraint_column_id";

// schema, name, type, start, increment, least, most, cycle
inline constexpr std::string_view sequences =
    "SELECT s.name, q.name, TYPE_NAME(q.system_type_id), CAST(q.start_value AS nvarchar(40)), "
    "CAST(q.increment AS "
    "nvarchar(40)), CAST(q.minimum_value AS nvarchar(40)), CAST(q.maximum_value AS nvarchar(40)), "
    "CAST(q.is_cycling AS "
    "int) FROM sys.sequences q JOIN sys.schemas s ON s.schema_id = q.schema_id WHERE q.is_ms_shipped = 0";

// schema, name, text
inline constexpr std::string_view views =
    "SELECT s.name, v.name, m.definition FROM sys.views v JOIN sys.schemas s ON s.schema_id = v.schema_id "
    "JOIN "
    "sys.sql_modules m ON m.object_id = v.object_id WHERE v.is_ms_shipped = 0";

// kind, schema, name, table's schema, table, text
inline constexpr std::string_view programs =
    "SELECT CASE o.type WHEN 'P' THEN 'procedure' WHEN 'TR' THEN 'trigger' ELSE 'function' END, s.name, "
    "o.name, ts.name, "
    "t.name, m.definition FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id JOIN "
    "sys.sql_modules m ON "
    "m.object_id = o.object_id LEFT JOIN sys.tables t ON t.object_id = o.parent_object_id LEFT JOIN "
    "sys.schemas ts ON "
    "ts.schema_id = t.schema_id WHERE o.is_ms_shipped = 0 AND o.type IN ('P', 'FN', 'IF', 'TF', 'TR')";

// kind, schema, name: what the model does not hold
inline constexpr std::string_view not_kept =
    "SELECT CASE o.type WHEN 'SN' THEN 'synonym' WHEN 'SQ' THEN 'queue' ELSE 'CLR object' END, s.name, "
    "o.name FROM "
    "sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id WHERE o.is_ms_shipped = 0 AND o.type IN "
    "('SN', 'SQ', "
    "'PC', 'FS', 'FT', 'AF', 'TA') UNION ALL SELECT 'type', s.name, y.name FROM sys.types y JOIN sys.schemas "
    "s ON "
    "s.schema_id = y.schema_id WHERE y.is_user_defined = 1";

}  // namespace tenantry::sqlserver::catalog
