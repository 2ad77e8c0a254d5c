/// @file
/// A long list of words, such as a dialect's reserved ones, written as one text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tenantry::sdk {

/// The words of a text in their order: cut at each blank, however many stand there.
inline std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;
       at = text.find_first_not_of(' ', at)) {
    const std::string_view word = text.substr(at, text.find(' ', at) - at);
    words.emplace_back(word);
    at += word.size();
  }
  return words;
}

}  // namespace tenantry::sdk
