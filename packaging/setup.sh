# Prepares what the program needs on this machine; sourced by packaging/run and packaging/test.
#
# set_up KIND   KIND is `run` or `test`. Afterwards $python is the Python of .venv with every part
#               of packaging/requirements*.lock in it. The second call finds its stamp and is done.
# On a failure one sentence says what is wrong and what to do, and the script ends with status 1.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
python=$venv/bin/python
log=
unset PYTHONHOME PYTHONPATH

# What Qt opens by itself (library=Debian package); without these its import or its start fails.
offscreen_libraries=(
    libEGL.so.1=libegl1 libGL.so.1=libgl1 libglib-2.0.so.0=libglib2.0-0
    libxkbcommon.so.0=libxkbcommon0 libdbus-1.so.3=libdbus-1-3
    libfontconfig.so.1=libfontconfig1 libX11.so.6=libx11-6
)
screen_libraries=(
    libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
    libxcb-keysyms.so.1=libxcb-keysyms1 libxkbcommon-x11.so.0=libxkbcommon-x11-0
    libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1
    libxcb-randr.so.0=libxcb-randr0 libxcb-image.so.0=libxcb-image0
    libxcb-render-util.so.0=libxcb-render-util0 libX11-xcb.so.1=libx11-xcb1
)
# What the program works without, reading fewer of the hard pictures (pyzbar opens it).
helpful_libraries=(libzbar.so.0=libzbar0)
# What .venv and the pip cache take, with room to spare.
needed_mib=900

say() { printf '%s\n%s\n' "$1" "$2" >&2; }

stop() {
    say "$1" "$2"
    exit 1
}

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

# --- system packages ---------------------------------------------------------------------------

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    local output apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120)
    say "正在安装系统组件：$*" "Installing system packages: $*"
    # The lists of a bare machine are empty and those of an old one stale: fetch them, then retry.
    "${apt[@]}" install --no-install-recommends "$@" </dev/null >/dev/null 2>&1 && return
    output=$("${apt[@]}" update </dev/null 2>&1 &&
        "${apt[@]}" install --no-install-recommends "$@" </dev/null 2>&1) && return
    tail -n 5 <<<"$output" >&2
    return 1
}

needed_libraries() {
    printf '%s\n' "${offscreen_libraries[@]}"
    ! has_display || printf '%s\n' "${screen_libraries[@]}"
}

# missing_of LIBRARY=PACKAGE...: the packages of those that the loader does not know.
missing_of() {
    local known pair
    known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) || return 0
    for pair in "$@"; do
        [[ $known == *"${pair%%=*} "* ]] || printf '%s\n' "${pair#*=}"
    done
}

has_chinese_font() {
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]
    else
        [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.local/share/fonts" \
            \( -iname '*cjk*' -o -iname 'wqy*' -o -iname '*uming*' -o -iname '*ukai*' \) \
            -print -quit 2>/dev/null)" ]
    fi
}

missing_libraries() {
    local needed
    mapfile -t needed < <(needed_libraries)
    missing_of "${needed[@]}"
}

# Qt's libraries, a font with Chinese characters, the second reader of codes. Status 1: Qt cannot
# start.
set_up_system() {
    local missing helpful
    mapfile -t missing < <(missing_libraries)
    mapfile -t helpful < <(missing_of "${helpful_libraries[@]}")
    has_chinese_font || helpful+=(fonts-noto-cjk)
    missing+=("${helpful[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0
    if can_install && apt_install "${missing[@]}"; then
        return 0
    fi
    say "还缺少系统组件，请管理员安装：apt-get install ${missing[*]}" \
        "System packages are missing; ask an administrator: apt-get install ${missing[*]}"
    [ ${#missing[@]} -eq ${#helpful[@]} ]
}

# --- Python ------------------------------------------------------------------------------------

# A name on PATH may be a shim that does not start, so each candidate is tried.
find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3 \
        /usr/bin/python3.11 /usr/bin/python3.12 /usr/bin/python3.13 /usr/bin/python3; do
        "$candidate" -I -c '
import sys
if not (3, 11) <= sys.version_info < (3, 14):
    sys.exit(1)
print(sys.executable)' 2>/dev/null </dev/null && return
    done
    return 1
}

has_ensurepip() { "$1" -I -c 'import ensurepip, venv' 2>/dev/null </dev/null; }

choose_python() {
    local version
    base_python=$(find_python) || {
        ! can_install || ! apt_install python3 python3-venv || base_python=$(find_python) || true
    }
    [ -n "$base_python" ] || stop \
        "没有找到 Python 3.11、3.12 或 3.13，请先安装（Debian/Ubuntu：apt-get install python3 python3-venv）。" \
        "No Python 3.11, 3.12 or 3.13 found; install one (Debian/Ubuntu: apt-get install python3 python3-venv)."
    has_ensurepip "$base_python" && return
    version=$("$base_python" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if can_install && apt_install "python$version-venv" && has_ensurepip "$base_python"; then
        return
    fi
    stop "Python $version 缺少 venv，请管理员安装：apt-get install python$version-venv" \
        "Python $version lacks venv; ask an administrator: apt-get install python$version-venv"
}

# --- .venv -------------------------------------------------------------------------------------

# Hash of everything the content of .venv depends on. The folder counts because .venv knows it.
fingerprint() {
    { printf '%s\n' "$root" && cat "$root/packaging/$1" "$root/packaging/setup.sh"; } | sha256sum
}

is_ready() { [ -x "$python" ] && [ "$(cat "$venv/.ready-$1" 2>/dev/null)" = "$2" ]; }

check_room() {
    local free_mib
    { mkdir -p "$venv" && : >"$venv/.unfinished"; } 2>/dev/null || stop \
        "无法写入 $root：文件夹只读或磁盘已满。请把它复制到可写的位置再试。" \
        "Cannot write to $root: it is read-only or the disk is full. Copy it to a place that can be written."
    [ ! -d "$venv/lib" ] || return 0
    free_mib=$(($(df -Pk "$venv" | awk 'NR == 2 { print $4 }') / 1024))
    [ "$free_mib" -ge "$needed_mib" ] || stop \
        "磁盘空间不足：需要 $needed_mib MB，还剩 $free_mib MB。请清理后再试。" \
        "Not enough disk space: $needed_mib MB needed, $free_mib MB free. Make room and try again."
}

# explain_failure: the end of the log, and the sentence for what stands in it.
explain_failure() {
    tail -n 5 "$log" >&2
    if grep -qiE 'no space left|disk quota' "$log"; then
        stop "磁盘已满，安装没有完成。请清理后再试一次。" \
            "The disk is full; the set-up is not finished. Make room and run it again."
    elif grep -qiE 'read-only file system|permission denied' "$log"; then
        stop "无法写入 $venv。请检查文件夹权限后再试一次。" \
            "Cannot write to $venv. Check who owns the folder and run it again."
    elif grep -qi 'do not match the hashes' "$log"; then
        stop "下载的组件与锁定文件不符，没有安装。请换一个下载源再试。" \
            "A downloaded part is not the one in the lock; it was not installed. Try another mirror."
    elif grep -qiE 'connection|resolution|timed out|unreachable|proxy|ssl|versions: none' "$log"; then
        stop "无法从下载源取得组件，安装没有完成。请检查网络后再试一次。" \
            "The parts cannot be downloaded; the set-up is not finished. Check the network and run it again."
    fi
    stop "安装没有完成，原因见上面几行。再运行一次会从头开始。" \
        "The set-up is not finished; the lines above say why. Running it again starts afresh."
}

install_lock() {
    local total
    total=$(grep -c '^[a-zA-Z]' "$root/packaging/$1")
    "$python" -I -m pip --disable-pip-version-check install --no-input --no-deps \
        --require-hashes --only-binary :all: -r "$root/packaging/$1" </dev/null 2>&1 |
        tee -a "$log" |
        awk -v total="$total" '
            /^Collecting / { printf "  [%d/%d] %s\n", ++n, total, $2; fflush() }
            /^Requirement already/ { n++ }
            /^Installing collected/ { print "  ..."; fflush() }' >&2
}

# The house itself is not installed: .venv is told where it stands, in ASCII for any locale.
point_to_house() {
    "$python" -I - "$root" <<'PYTHON'
import pathlib, sys, sysconfig
place = pathlib.Path(sysconfig.get_path("purelib"), "samplepoint.pth")
place.write_text(f"import sys; sys.path.append({ascii(sys.argv[1])})\n", encoding="ascii")
PYTHON
    # The same name that the wheel installs, for people and tests that call the program itself.
    cat >"$venv/bin/samplepoint" <<'LAUNCHER'
#!/usr/bin/env bash
exec "$(dirname "${BASH_SOURCE[0]}")/python" -P -m samplepoint "$@"
LAUNCHER
    chmod +x "$venv/bin/samplepoint"
}

fill_venv() {
    choose_python
    # A .venv left half-made, or made by a Python that is gone, is made anew.
    if [ -e "$venv/.unfinished" ] || ! "$python" -I -c 'import pip' 2>/dev/null; then
        rm -rf "$venv"
    fi
    check_room
    rm -f "$venv"/.ready-*
    log=$venv/setup.log
    say "正在准备运行环境（只在第一次需要，约一两分钟）……" \
        "Preparing the environment (only the first time, a minute or two) ..."
    : >"$log"
    if [ ! -x "$python" ]; then
        "$base_python" -I -m venv "$venv" </dev/null >>"$log" 2>&1 || explain_failure
    fi
    install_lock "$1" || explain_failure
    point_to_house >>"$log" 2>&1 || explain_failure
    rm -f "$venv/.unfinished"
}

# set_up_venv KIND: one set-up at a time, the stamp last.
set_up_venv() {
    local lock=requirements.lock print
    [ "$1" = run ] || lock=requirements-test.lock
    print=$(fingerprint $lock)
    is_ready "$1" "$print" && return
    # The lock is held on this very file: nothing to clean up, and it ends with the process.
    exec 9<"$root/packaging/setup.sh"
    ! command -v flock >/dev/null || flock -n 9 || {
        say "另一个窗口正在准备，请稍候……" "Another set-up is running; waiting for it ..."
        flock 9
    }
    if ! is_ready "$1" "$print"; then
        fill_venv $lock
        printf '%s\n' "$print" >"$venv/.ready-$1"
        # The test lock holds the parts of the other one, in the same versions.
        [ "$1" = run ] || fingerprint requirements.lock >"$venv/.ready-run"
    fi
    exec 9<&-
}

# set_up KIND: everything above; $system_is_ready says whether Qt can start.
# shellcheck disable=SC2034
set_up() {
    system_is_ready=yes
    set_up_system || system_is_ready=no
    set_up_venv "$1"
    # Without a screen Qt draws into memory.
    has_display || export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
}
