from analysis import paths


def run() -> None:
    """按现有数据更新 docs/ 中由程序生成的部分。"""
    from analysis.documentation import pages

    for path, text in pages(paths.project_root()).items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"已更新 {paths.shown(path)}")
