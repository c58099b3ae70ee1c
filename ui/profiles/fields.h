// Fields of a profile's form. What is typed is saved after a short pause, or when the focus goes; what is wrong with it
// stands underneath, and the text stays.
#pragma once

#include <QStringList>
#include <QTimer>
#include <functional>

#include "http/version.h"
#include "profiles/form.h"
#include "profiles/later.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QToolButton;

namespace culvert::ui {

class GrowingEdit;

// Saves, or says in a sentence what is wrong; empty: it is saved.
template <class T>
using Save = std::function<QString(const T&)>;

// Something that somebody types. `anew`: another profile is shown, and what was typed is of no interest any more.
class TypedField : public FieldBox {
  Q_OBJECT

 public:
  void load(const QString& value, bool anew);
  void flush();  // what stands there counts now
  // What is wrong outside of the text itself; stands there while the text has no problem of its own.
  void set_remark(const QString& sentence);

 protected:
  TypedField(Save<QString> save, QWidget* parent);
  [[nodiscard]] virtual QString text() const = 0;
  virtual void set_text(const QString& text) = 0;
  virtual void saved() {}
  void typed();

 private:
  const Save<QString> save_;
  QString loaded_;
  QString remark_;
  QString wrong_;
  QTimer pause_;
  bool loading_ = false;
};

class LineField : public TypedField {
  Q_OBJECT

 public:
  LineField(const QString& name, Save<QString> save, QWidget* parent = nullptr);
  [[nodiscard]] QLineEdit* edit() const { return edit_; }

 protected:
  // `button`: stands beside it.
  LineField(const QString& name, QToolButton* button, Save<QString> save, QWidget* parent);
  [[nodiscard]] QString text() const override;
  void set_text(const QString& text) override;
  QLineEdit* edit_;
};

// One entry a line.
class LinesField : public TypedField {
  Q_OBJECT

 public:
  LinesField(const QString& name, Save<QStringList> save, QWidget* parent = nullptr);
  void load_lines(const QStringList& lines, bool anew) { load(lines.join(u'\n'), anew); }
  [[nodiscard]] GrowingEdit* edit() const { return edit_; }

 protected:
  [[nodiscard]] QString text() const override;
  void set_text(const QString& text) override;

 private:
  GrowingEdit* edit_;
};

// A path, with the desktop's own way to choose one.
class FileField : public LineField {
  Q_OBJECT

 public:
  FileField(const QString& name, FileUse use, Save<QString> save, QWidget* parent = nullptr);
  void set_picker(const QString& button, const QString& title, const QString& filter = {});
  void look_again();  // whether the file is still there

 protected:
  void saved() override { look_again(); }

 private:
  FileField(const QString& name, FileUse use, QToolButton* button, Save<QString> save, QWidget* parent);
  void pick();
  const FileUse use_;
  QToolButton* button_;
  QString title_;
  QString filter_;
  quint64 looks_ = 0;
};

// Yes or no.
class CheckField : public FieldBox {
  Q_OBJECT

 public:
  CheckField(const QString& name, Save<bool> save, QWidget* parent = nullptr);
  void load(bool value);
  void set_texts(const QString& text, const QString& help);
  [[nodiscard]] QCheckBox* box() const { return box_; }

 private:
  QCheckBox* box_;
};

// The versions of HTTP that may be used, the most wanted first.
class VersionsField : public FieldBox {
  Q_OBJECT

 public:
  VersionsField(const QString& name, Save<http::Versions> save, QWidget* parent = nullptr);
  void load(const http::Versions& versions);
  void retranslate();

 private:
  void move(int by);
  void store();
  [[nodiscard]] http::Versions shown() const;

  const Save<http::Versions> save_;
  QListWidget* list_;
  QToolButton* up_;
  QToolButton* down_;
  http::Versions loaded_;
  bool loading_ = false;
};

// A combo box that the wheel does not change while somebody scrolls past it.
void keep_from_wheel(QComboBox* box);

}  // namespace culvert::ui
