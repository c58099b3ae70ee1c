// Two people change one setup.
#pragma once

#include "config/setup.h"
#include "file_keeper.h"

namespace culvert::ui {

// What `mine` and `theirs` have each changed of `base`, in one setup, entry by entry. Where both have changed the same
// entry in different ways it is mine that is kept, and `lost` says so; an entry that one has changed and the other
// deleted is kept.
[[nodiscard]] Merged<config::Setup> merge(const config::Setup& base, const config::Setup& mine,
                                          const config::Setup& theirs);

}  // namespace culvert::ui
