#include "storage/postgresql/spread_ballot_box.hpp"

#include <algorithm>
#include <functional>

#include "storage/postgresql/database_identity.hpp"
#include "storage/postgresql/migrations.hpp"
#include "storage/postgresql/postgresql_ballot_box.hpp"

namespace scrutin {

result<std::unique_ptr<ballot_box_store>>
spread_ballot_box::open(const postgresql_options& first,
                        std::vector<postgresql_options>& further) {
  auto id = first_database(first);
  if (!id) {
    return id.failure();
  }
  std::unique_ptr<spread_ballot_box> opened{new spread_ballot_box{first}};
  opened->add_writers(0, first);
  partition_homes homes{first};
  for (auto& x : further) {
    if (auto done = opened->add_further(homes, x, *id); !done) {
      return done.failure();
    }
  }
  if (auto done = opened->read_homes(homes); !done) {
    return done.failure();
  }
  return std::unique_ptr<ballot_box_store>{std::move(opened)};
}

result<void> spread_ballot_box::add_further(partition_homes& homes,
                                            postgresql_options& further,
                                            const std::string& first_id) {
  auto named_error = [&](const error& why) {
    return error{why.code, further.connection + ": " + why.detail};
  };
  auto own = is_unused(further);
  auto schema =
    own ? migrate_schema(further) : result<schema_state>{own.failure()};
  auto id = schema ? further_database(further, first_id)
                   : result<std::string>{schema.failure()};
  if (!id) {
    return named_error(id.failure());
  }
  further.identity = *id;
  auto number = homes.number_of(*id, further.connection);
  if (!number) {
    return number.failure();
  }
  auto named = std::any_of(parts_.begin(), parts_.end(),
                           [&](const auto& x) { return x.number == *number; });
  if (named) {
    return error{ec::bad_configuration,
                 further.connection
                   + " leads to a database that another of "
                     "postgresql.further_connections does"};
  }
  add_writers(*number, further);
  return {};
}

void spread_ballot_box::add_writers(database_number number,
                                    const postgresql_options& database) {
  for (std::uint32_t i = 0; i < first_.writers; ++i) {
    auto homes =
      number == 0 ? nullptr : std::make_unique<partition_homes>(first_);
    parts_.push_back({number, std::make_unique<postgresql_ballot_box>(
                                database, std::move(homes))});
  }
}

result<void> spread_ballot_box::read_homes(partition_homes& homes) {
  auto known = homes.read();
  if (!known) {
    return known.failure();
  }
  {
    std::unique_lock lock{homes_mutex_};
    home_of_ = *known;
  }
  for (const auto& [partition, number] : *known) {
    auto named = std::any_of(
      parts_.begin(), parts_.end(),
      [number = number](const auto& x) { return x.number == number; });
    if (named) {
      continue;
    }
    auto place = homes.found_at(number);
    return error{ec::bad_configuration,
                 to_string(partition)
                   + " lies in a further database, which "
                     "was found at "
                   + (place ? *place : "a place that is not known")
                   + "; name it among postgresql.further_connections"};
  }
  return {};
}

std::size_t spread_ballot_box::part_of(partition_id partition) const {
  std::shared_lock lock{homes_mutex_};
  auto home = home_of_.find(partition);
  auto number = home == home_of_.end() ? database_number{0} : home->second;
  lock.unlock();
  auto found = std::find_if(parts_.begin(), parts_.end(),
                            [&](const auto& x) { return x.number == number; });
  return static_cast<std::size_t>(found - parts_.begin())
         + std::hash<partition_id>{}(partition) % first_.writers;
}

result<void>
spread_ballot_box::settle(const std::vector<partition_id>& partitions) {
  std::vector<database_number> numbers;
  for (std::size_t i = 0; i < parts_.size(); i += first_.writers) {
    numbers.push_back(parts_[i].number);
  }
  partition_homes homes{first_};
  auto done = homes.choose(partitions, numbers);
  return done ? read_homes(homes) : done;
}

result<acquired_log> spread_ballot_box::acquire(partition_id partition,
                                                const frame_visitor& visit) {
  return part(part_of(partition)).acquire(partition, visit);
}

result<acquired_log> spread_ballot_box::acquire_after(
  partition_id partition, const frame_mark& known, const frame_visitor& visit) {
  return part(part_of(partition)).acquire_after(partition, known, visit);
}

result<void> spread_ballot_box::read(partition_id partition,
                                     const frame_visitor& visit) const {
  return parts_[part_of(partition)].box->read(partition, visit);
}

template <class Item, class PartitionOf, class Call>
std::vector<result<void>>
spread_ballot_box::each_part(const std::vector<Item>& items,
                             PartitionOf partition_of, Call call) {
  std::vector<result<void>> outcomes(items.size());
  for (std::size_t index = 0; index < parts_.size(); ++index) {
    std::vector<Item> own;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (part_of(partition_of(items[i])) == index) {
        own.push_back(items[i]);
        places.push_back(i);
      }
    }
    auto done =
      own.empty() ? std::vector<result<void>>{} : call(part(index), own);
    for (std::size_t i = 0; i < places.size(); ++i) {
      outcomes[places[i]] = std::move(done[i]);
    }
  }
  return outcomes;
}

std::vector<result<void>>
spread_ballot_box::append(const std::vector<spending_frame>& frames) {
  return each_part(
    frames, [](const auto& x) { return x.frame.header.partition; },
    [](auto& box, const auto& own) { return box.append(own); });
}

std::vector<result<void>>
spread_ballot_box::confirm(const std::vector<held_partition>& held) {
  return each_part(
    held, [](const auto& x) { return x.partition; },
    [](auto& box, const auto& own) { return box.confirm(own); });
}

result<std::vector<partition_id>> spread_ballot_box::partitions() const {
  std::vector<partition_id> all;
  for (std::size_t i = 0; i < parts_.size(); i += first_.writers) {
    auto some = parts_[i].box->partitions();
    if (!some) {
      return some.failure();
    }
    all.insert(all.end(), some->begin(), some->end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

} // namespace scrutin
