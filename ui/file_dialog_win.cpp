// Qt shows that of the system.
#include "file_dialog.h"

#include <QFileDialog>

namespace culvert::ui {

void show_file_dialog(QFileDialog& dialog) { dialog.show(); }
void open_file_dialog(QFileDialog& dialog) { dialog.open(); }

}  // namespace culvert::ui
