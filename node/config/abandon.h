// Giving up the newest generation of a node's keys before a paper names it. Its files may only go once the
// node's own documents have been asked: who asks leaves a file in the keys folder, and the node, at its next
// tick or started for that alone, answers by taking it away.
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "protocol/result.h"

namespace tocsin::config {

Status ask_abandon(const std::filesystem::path& keys);
bool abandon_asked(const std::filesystem::path& keys);
// `refusal`: why the generation stays; empty: it is gone.
Status answer_abandon(const std::filesystem::path& keys, const std::string& refusal);
// What was answered to the question before: nullopt, it is gone. Also takes an unanswered question back.
std::optional<std::string> take_refusal(const std::filesystem::path& keys);

}  // namespace tocsin::config
