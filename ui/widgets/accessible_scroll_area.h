// What a screen reader is told of scroll areas.
#pragma once

namespace culvert::ui {

// Describes every QScrollArea of the program by its child widgets, instead of Qt's own description, which reads past
// the end of its list when asked for a child that is no longer there (Qt 6.8): a screen reader counts the children and
// asks for each, and a scroll bar that disappears in between would end the program. GUI thread; the first call does it.
void make_scroll_areas_accessible();

}  // namespace culvert::ui
