/// @file
/// Cells, columns, and the writers that carry rows and documents into the host's sinks.  Part of adapter.hpp.
#pragma once
#include <tenantry/sdk/error.hpp>

#include <cstdint>
#include <initializer_list>
#include <span>

namespace tenantry::sdk {

/// The host's struct may be shorter than ours: what it lacks reads as zero.
template <class Struct>
Struct copy_sized(const Struct *from) noexcept {
  Struct copy{};
  if (from != nullptr) std::memcpy(&copy, from, std::min<std::size_t>(from->struct_size, sizeof copy));
  copy.struct_size = sizeof copy;
  return copy;
}

/// Makes cells. What they point to is borrowed until row() returns.
namespace cell {
/// All zero but for the kind.
inline tnt_cell of_kind(std::uint8_t kind) noexcept {
  tnt_cell made{};
  made.kind = kind;
  return made;
}
/// NULL, which has the kind of its column.
inline tnt_cell null(std::uint8_t kind) noexcept {
  tnt_cell made = of_kind(kind);
  made.is_null = 1;
  return made;
}
/// A whole number.
inline tnt_cell int64(std::int64_t value) noexcept {
  tnt_cell made = of_kind(TNT_INT64);
  made.num.i = value;
  return made;
}
/// A double.
inline tnt_cell real(double value) noexcept {
  tnt_cell made = of_kind(TNT_DOUBLE);
  made.num.d = value;
  return made;
}
/// TRUE or FALSE.
inline tnt_cell boolean(bool value) noexcept {
  tnt_cell made = of_kind(TNT_BOOL);
  made.num.i = value ? 1 : 0;
  return made;
}
/// UTF-8; decimals, dates and times too.
inline tnt_cell text(std::string_view value) noexcept {
  tnt_cell made = of_kind(TNT_TEXT);
  made.raw = sdk::text(value);
  return made;
}
/// Any bytes.
inline tnt_cell bytes(std::string_view value) noexcept {
  tnt_cell made = of_kind(TNT_BYTES);
  made.raw = sdk::text(value);
  return made;
}
}  // namespace cell

/// Borrows both names until columns() returns.
inline tnt_column column(std::string_view name, std::string_view type_name) noexcept {
  return {text(name), text(type_name)};
}

/// Gives a result to the host's sink and remembers when the host has had enough.
class row_writer {
 public:
  /// NULL: nobody reads.
  explicit row_writer(const tnt_sink *or_null) noexcept
      : sink_(copy_sized(or_null)), attached_(or_null != nullptr), open_(attached_) {}

  /// Does anybody read?  False for ever after a NULL sink, and for the rest of a result that the host
  /// stopped.
  [[nodiscard]] bool wanted() const noexcept { return open_; }
  /// Did the host read and then stop? Then fetch no more and return normally.
  [[nodiscard]] bool stopped() const noexcept { return attached_ && !open_; }

  /// Once, before the first row.  Answers wanted(): false means that no more need be fetched.
  bool columns(std::span<const tnt_column> all) {
    if (open_ && sink_.columns != nullptr)
      open_ = sink_.columns(sink_.data, all.data(), all.size()) == TNT_OK;
    return open_;
  }
  /// As they come. Answers wanted().
  bool row(std::span<const tnt_cell> cells) {
    if (open_ && sink_.row != nullptr) open_ = sink_.row(sink_.data, cells.data(), cells.size()) == TNT_OK;
    return open_;
  }
  /// The same for a list.
  bool columns(std::initializer_list<tnt_column> all) { return columns(std::span(all.begin(), all.size())); }
  /// The same for a list.
  bool row(std::initializer_list<tnt_cell> cells) { return row(std::span(cells.begin(), cells.size())); }

  /// How many rows a statement changed.
  void affected(std::int64_t rows) const {
    if (open_ && sink_.affected != nullptr) sink_.affected(sink_.data, rows);
  }
  /// A batch only: a stop ends one item's result, the next item is heard again.
  void begin_item(std::size_t index) {
    open_ = attached_;
    if (open_ && sink_.begin_item != nullptr) sink_.begin_item(sink_.data, index);
  }

 private:
  tnt_sink sink_;
  bool attached_;
  bool open_;
};

/// Pushes a finished document into the host's text sink.
inline void write_document(const tnt_text_sink *sink, std::string_view document) {
  constexpr std::size_t chunk = std::size_t{64} * 1024;
  const tnt_text_sink copy = copy_sized(sink);
  if (copy.write == nullptr) return;
  for (std::size_t at = 0; at < document.size(); at += chunk) {
    const tnt_status status = copy.write(copy.data, text(document.substr(at, chunk)));
    if (status != TNT_OK) throw failure(status, "the host stopped reading the document");
  }
}

}  // namespace tenantry::sdk
