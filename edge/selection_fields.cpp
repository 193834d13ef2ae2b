#include "edge/selection_fields.hpp"

#include "domain/written_name.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t ranks_max = 1'000;
constexpr std::size_t type_bytes_max = 16;
/// As it is typed; tidied it has to be shorter.
constexpr std::size_t name_bytes_max = 256;

std::optional<selection> read_ranked(field_reader& fields) {
  const auto* ids = fields.array("ranked_choices", ranks_max);
  if (ids == nullptr) {
    return std::nullopt;
  }
  ranking choice;
  for (std::size_t i = 0; i < ids->size(); ++i) {
    auto id = id_of((*ids)[i]);
    if (!id) {
      fields.refuse("ranked_choices/" + std::to_string(i),
                    "must be a whole number from 1 to 4294967295");
      return std::nullopt;
    }
    choice.ranks.push_back({option_id{*id}});
  }
  return selection{std::move(choice)};
}

std::optional<std::vector<option_id>> read_rank(const json::value& x) {
  const auto* ids = x.if_array();
  if (ids == nullptr || ids->size() > ranks_max) {
    return std::nullopt;
  }
  std::vector<option_id> rank;
  for (const auto& entry : *ids) {
    auto id = id_of(entry);
    if (!id) {
      return std::nullopt;
    }
    rank.push_back({*id});
  }
  return rank;
}

std::optional<selection> read_ranks(field_reader& fields) {
  const auto* ranks = fields.array("ranks", ranks_max);
  if (ranks == nullptr) {
    return std::nullopt;
  }
  ranking choice;
  for (std::size_t i = 0; i < ranks->size(); ++i) {
    auto rank = read_rank((*ranks)[i]);
    if (!rank) {
      fields.refuse("ranks/" + std::to_string(i),
                    "must be an array of option ids");
      return std::nullopt;
    }
    choice.ranks.push_back(std::move(*rank));
  }
  return selection{std::move(choice)};
}

std::optional<selection> read_set(field_reader& fields) {
  const auto* ids = fields.array("option_ids", ranks_max);
  if (ids == nullptr) {
    return std::nullopt;
  }
  option_set choice;
  for (std::size_t i = 0; i < ids->size(); ++i) {
    auto id = id_of((*ids)[i]);
    if (!id) {
      fields.refuse("option_ids/" + std::to_string(i),
                    "must be a whole number from 1 to 4294967295");
      return std::nullopt;
    }
    choice.options.push_back({*id});
  }
  return selection{std::move(choice)};
}

std::optional<option_score> read_score(const json::value& x) {
  const auto* object = x.if_object();
  const auto* id =
    object == nullptr ? nullptr : object->if_contains("option_id");
  const auto* score =
    object == nullptr ? nullptr : object->if_contains("score");
  auto option = id == nullptr ? std::nullopt : id_of(*id);
  const auto* value = score == nullptr ? nullptr : score->if_int64();
  if (!option || value == nullptr || *value < 0 || *value > UINT32_MAX) {
    return std::nullopt;
  }
  return option_score{{*option}, static_cast<std::uint32_t>(*value)};
}

std::optional<selection> read_scores(field_reader& fields) {
  const auto* scores = fields.array("scores", ranks_max);
  if (scores == nullptr) {
    return std::nullopt;
  }
  score_list choice;
  for (std::size_t i = 0; i < scores->size(); ++i) {
    auto score = read_score((*scores)[i]);
    if (!score) {
      fields.refuse("scores/" + std::to_string(i),
                    "must be an object of option_id and score");
      return std::nullopt;
    }
    choice.scores.push_back(*score);
  }
  return selection{std::move(choice)};
}

std::optional<selection> read_write_in(field_reader& fields) {
  auto typed = fields.text("name", name_bytes_max);
  if (!typed) {
    return std::nullopt;
  }
  auto name = tidied_name(*typed);
  if (!name) {
    fields.refuse("name", name.failure().detail);
    return std::nullopt;
  }
  return selection{write_in{*std::move(name)}};
}

std::optional<selection> read_object(const json::object& object,
                                     std::vector<field_error>& wrong) {
  field_reader fields{object, "/selection", wrong};
  auto type = fields.text("type", type_bytes_max);
  if (!type) {
    return std::nullopt;
  }
  if (*type == "blank") {
    return selection{blank_choice{}};
  }
  if (*type == "one") {
    auto id = fields.id("option_id");
    return id ? std::optional{selection{single_choice{{*id}}}} : std::nullopt;
  }
  if (*type == "ranking") {
    return read_ranks(fields);
  }
  if (*type == "set") {
    return read_set(fields);
  }
  if (*type == "scores") {
    return read_scores(fields);
  }
  if (*type == "write_in") {
    return read_write_in(fields);
  }
  fields.refuse("type", "must be one, set, ranking, scores, write_in or blank");
  return std::nullopt;
}

} // namespace

std::optional<selection> read_choice(field_reader& fields,
                                     std::vector<field_error>& wrong) {
  auto candidate = fields.has("candidate_id");
  auto ranked = fields.has("ranked_choices");
  auto object = fields.has("selection");
  if (int{candidate} + int{ranked} + int{object} != 1) {
    fields.refuse(object   ? "selection"
                  : ranked ? "ranked_choices"
                           : "candidate_id",
                  "exactly one of candidate_id, ranked_choices and selection "
                  "is wanted");
    return std::nullopt;
  }
  if (candidate) {
    auto id = fields.id("candidate_id");
    return id ? std::optional{selection{single_choice{{*id}}}} : std::nullopt;
  }
  if (ranked) {
    return read_ranked(fields);
  }
  const auto* content = fields.object("selection");
  return content == nullptr ? std::nullopt : read_object(*content, wrong);
}

} // namespace scrutin::edge
