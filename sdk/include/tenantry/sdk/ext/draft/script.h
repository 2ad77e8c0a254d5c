/* clang-format off */
/** @file
 * tenantry.script/1: cuts a script into the pieces that go to the server one by one, and quotes an identifier.
 * Every adapter has it; sdk::plain_sql in script.hpp is a base for SQL of the ordinary kind.  Draft until 1.0. */
#ifndef TENANTRY_SDK_EXT_SCRIPT_H
#define TENANTRY_SDK_EXT_SCRIPT_H
#include <tenantry/sdk/adapter.h>
#ifdef __cplusplus
extern "C" {
#endif

/** Its id. */
#define TNT_EXT_SCRIPT "tenantry.script/1"
/** Flags of tnt_piece: they decide what stands in one transaction. */
enum {
  TNT_PIECE_NO_TRANSACTION  = 1u << 0, /**< the server refuses it inside a transaction */
  TNT_PIECE_TX_CONTROL      = 1u << 1, /**< BEGIN, COMMIT, ROLLBACK, SAVEPOINT … of the user */
  TNT_PIECE_IMPLICIT_COMMIT = 1u << 2, /**< commits what came before it, and itself */
  TNT_PIECE_BEFORE_BEGIN    = 1u << 3, /**< belongs before the transaction begins: PRAGMA foreign_keys */
  TNT_PIECE_COMMIT_AFTER    = 1u << 4, /**< must be committed before what it made is used: see used_as */
  TNT_PIECE_COMMIT          = 1u << 5, /**< with TX_CONTROL: it is a COMMIT or END of the outermost transaction */
  TNT_PIECE_LONG_WAIT       = 1u << 6  /**< waits for older transactions by its nature without blocking anybody: no
                                        * lock timeout (CREATE INDEX CONCURRENTLY) */
};
/** One statement of a script. */
typedef struct tnt_piece {
  uint64_t begin;   /**< first byte of the script */
  uint64_t end;     /**< the byte behind it, without the terminator and the blanks around the statement */
  uint32_t flags;   /**< TNT_PIECE_… */
  uint32_t repeat;  /**< how often to run it, 1 but for GO n */
  tnt_text used_as; /**< COMMIT_AFTER: a later statement that holds this text may use what was made; empty:
                           * any later statement may */
} tnt_piece;

/** Its table. */
typedef struct tnt_ext_script {
  uint32_t struct_size; /**< set by the adapter */
  uint32_t reserved;    /**< zero */
  /** Pieces in order, without overlap; comment-only pieces are left out.  A quote, comment, dollar quote or block
   * that never ends is TNT_SQL with the offset where it begins.                                             [any] */
  tnt_status (*split)(tnt_text script, void *data, tnt_status (*piece)(void *data, const tnt_piece *), tnt_error *);
  /** The identifier as the server reads it back unchanged.                                                [any] */
  tnt_status (*quote)(tnt_text identifier, const tnt_text_sink *, tnt_error *);
} tnt_ext_script;

#ifdef __cplusplus
}
#endif
#endif
