// A person chooses a file, in the dialog that all programs of the desktop have. One implementation per platform.
#pragma once

class QFileDialog;

namespace culvert::ui {

// As show(). Where the desktop has a dialog that Qt does not know of, that one is shown with what `dialog` was set to,
// which then stays out of sight, and tells of what was chosen as if it had been shown: QFileDialog::fileSelected,
// QDialog::finished.
void show_file_dialog(QFileDialog& dialog);
// As open().
void open_file_dialog(QFileDialog& dialog);

}  // namespace culvert::ui
