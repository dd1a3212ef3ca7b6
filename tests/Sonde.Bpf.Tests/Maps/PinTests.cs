namespace Sonde.Bpf.Tests;

public sealed class PinTests : IDisposable
{
    private static readonly BpfMapOptions Counts = BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "counts", 128);

    private readonly BpfMount _mount = BpfMount.Create();

    public void Dispose() => _mount.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_pinned_map_outlives_its_maker_and_is_opened_again()
    {
        string path = _mount.At("deep/er/counts");
        using (BpfMap map = BpfMap.Create(Counts))
        {
            map.AsHashMap<uint, ulong>().Update(5, 50);
            map.Pin(path);
        }

        using BpfMap opened = BpfMap.OpenPinned(path, Counts);

        Assert.True(opened.AsHashMap<uint, ulong>().TryGetValue(5, out ulong value));
        Assert.Equal(50ul, value);
        opened.Unpin(path);
        opened.Unpin(path);
        Assert.False(File.Exists(path));
        var gone = Assert.Throws<BpfException>(() => BpfMap.OpenPinned(path));
        Assert.Equal($"open map {path}: No such file or directory (ENOENT). Nothing is pinned there.", gone.Message);
    }

    [Fact]
    public void Opening_another_map_than_expected_names_every_difference()
    {
        string path = _mount.At("counts");
        using BpfMap map = BpfMap.Create(Counts);
        map.Pin(path);

        var e = Assert.Throws<BpfMapMismatchException>(() => BpfMap.OpenPinned(
            path, BpfMapOptions.Of<uint, uint>(BpfMapType.LruHash, "", 64, BpfMapFlags.NoCommonLru)));

        Assert.Equal(
            [
                "type is Hash, expected LruHash", "value size is 8, expected 4", "max_entries is 128, expected 64",
                "flags is None, expected NoCommonLru",
            ],
            e.Differences);
        Assert.StartsWith($"open map {path}: it is another map: type is Hash, expected LruHash; value size is 8", e.Message, StringComparison.Ordinal);
        using BpfMap any = BpfMap.OpenPinned(path, Counts with { MaxEntries = 0, Name = "other" });
    }

    [Fact]
    public void A_read_only_opening_reads_and_refuses_writes()
    {
        string path = _mount.At("counts");
        using BpfMap map = BpfMap.Create(Counts);
        map.AsHashMap<uint, ulong>().Update(1, 10);
        map.Pin(path);

        using BpfMap reader = BpfMap.OpenPinned(path, Counts, BpfMapFlags.ReadOnly);

        Assert.Single(reader.AsHashMap<uint, ulong>());
        var e = Assert.Throws<BpfException>(() => reader.AsHashMap<uint, ulong>().Update(1, 1));
        Assert.EndsWith("The map was opened with ReadOnly.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Open_or_create_makes_the_map_once_and_replaces_another_only_when_told_to()
    {
        string path = _mount.At("counts");
        using BpfMap first = BpfMap.OpenOrCreatePinned(path, Counts);
        using BpfMap second = BpfMap.OpenOrCreatePinned(path, Counts);
        Assert.Equal(first.GetInfo().Id, second.GetInfo().Id);

        BpfMapOptions wider = Counts with { ValueSize = 16 };
        Assert.Throws<BpfMapMismatchException>(() => BpfMap.OpenOrCreatePinned(path, wider));
        using BpfMap third = BpfMap.OpenOrCreatePinned(path, wider, BpfPinConflict.Replace);

        Assert.NotEqual(first.GetInfo().Id, third.GetInfo().Id);
        using BpfMap opened = BpfMap.OpenPinned(path, wider);
        Assert.Equal(third.GetInfo().Id, opened.GetInfo().Id);
        Assert.Equal([path], _mount.Pins);
        first.AsHashMap<uint, ulong>().Update(1, 1); // Who holds the old one keeps it.
    }

    [Fact]
    public void A_path_outside_of_a_BPF_file_system_says_how_to_mount_one()
    {
        using BpfMap map = BpfMap.Create(Counts);
        string folder = Path.GetDirectoryName(Environment.ProcessPath)!;

        var pin = Assert.Throws<BpfException>(() => map.Pin(Path.Combine(folder, "counts")));
        var deeper = Assert.Throws<BpfException>(() => map.Pin(Path.Combine(folder, "none", "counts")));

        // One at its usual place is named, and else the command that mounts it there: mounting over a folder in use would hide what is in it.
        Assert.Contains($"{folder} is not in a BPF file system: ", pin.Message, StringComparison.Ordinal);
        Assert.Contains("/sys/fs/bpf", pin.Message, StringComparison.Ordinal);
        Assert.Contains("is not in a BPF file system", deeper.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "none")));
    }

    [Fact]
    public void A_taken_path_and_a_name_with_a_dot_are_refused_with_a_reason()
    {
        using BpfMap map = BpfMap.Create(Counts);
        map.Pin(_mount.At("counts"));

        var taken = Assert.Throws<BpfException>(() => map.Pin(_mount.At("counts")));
        var dotted = Assert.Throws<BpfException>(() => map.Pin(_mount.At("counts.1")));
        Assert.Throws<ArgumentException>(() => map.Pin("counts"));

        Assert.EndsWith("File exists (EEXIST). Something is pinned there already: unpin it first.", taken.Message, StringComparison.Ordinal);
        Assert.EndsWith("Names in a BPF file system cannot have a dot.", dotted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pin_of_another_map_is_not_taken_away()
    {
        using BpfMap map = BpfMap.Create(Counts);
        using BpfMap other = BpfMap.Create(Counts);
        map.Pin(_mount.At("counts"));

        var e = Assert.Throws<BpfException>(() => other.Unpin(_mount.At("counts")));

        Assert.EndsWith("another map is pinned there.", e.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_mount.At("counts")));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_map_pinned_by_name_keeps_its_contents_from_one_object_to_the_next()
    {
        for (uint run = 1; run <= 3; run++)
        {
            using Pinned pinned = Open();
            pinned.Load();
            pinned.Programs.Keep.TestRun();
            Assert.True(pinned.Maps.Kept.TryGetValue(1, out ulong count));
            Assert.Equal(run, count);
        }

        Assert.Equal([_mount.At("kept")], _mount.Pins);
    }

    [Fact]
    public void A_pinned_map_of_another_kind_stops_loading_and_every_difference_is_named()
    {
        using (BpfMap other = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.Hash, "kept", 32)))
            other.Pin(_mount.At("kept"));
        using Pinned pinned = Open();

        var e = Assert.Throws<BpfMapMismatchException>(pinned.Load);

        Assert.Equal(["value size is 4, expected 8"], e.Differences);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_pinned_map_of_another_kind_is_replaced_when_told_to_once_the_object_is_loaded()
    {
        using BpfMap other = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.Hash, "kept", 32));
        other.Pin(_mount.At("kept"));
        using Pinned pinned = Open(BpfPinConflict.Replace);

        pinned.Load();

        using BpfMap opened = BpfMap.OpenPinned(_mount.At("kept"));
        Assert.Equal(pinned.Object.GetMap("kept").GetInfo().Id, opened.GetInfo().Id);
        Assert.Equal(_mount.At("kept"), pinned.Object.GetMap("kept").PinPath);
        Assert.Equal([_mount.At("kept")], _mount.Pins);
    }

    [Fact]
    public void Loading_says_when_there_is_no_BPF_file_system_where_a_map_is_to_be_pinned()
    {
        string root = Path.Combine(Path.GetTempPath(), "sonde-no-bpf");
        using Pinned pinned = Pinned.Open(new BpfOpenOptions { PinRoot = root });

        var e = Assert.Throws<BpfException>(pinned.Load);

        Assert.StartsWith($"pin map kept at {root}/kept: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("is not in a BPF file system: ", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public void What_is_pinned_and_is_no_map_is_refused()
    {
        using Pinned pinned = Open();
        pinned.Load();
        BpfPin.Pin(pinned.Programs.Keep.Program.Fd, _mount.At("program"), "program");

        var e = Assert.Throws<BpfException>(() => BpfMap.OpenPinned(_mount.At("program")));

        Assert.Equal($"open map {_mount.At("program")}: what is pinned there is no map.", e.Message);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Pinned_maps_are_found_below_a_folder_and_other_pins_are_left_out()
    {
        using Pinned pinned = Open();
        pinned.Load();
        pinned.Object.GetMap("loose").Pin(_mount.At("some/where/loose"));
        BpfPin.Pin(pinned.Programs.Keep.Program.Fd, _mount.At("program"), "program");

        var found = BpfMap.EnumeratePinned(_mount.Root).OrderBy(m => m.Path, StringComparer.Ordinal).ToList();

        Assert.Equal([_mount.At("kept"), _mount.At("some/where/loose")], found.Select(m => m.Path));
        Assert.Equal(pinned.Object.GetMap("kept").GetInfo().Id, found[0].Info.Id);
    }

    private Pinned Open(BpfPinConflict conflict = BpfPinConflict.Throw)
        => Pinned.Open(new BpfOpenOptions { PinRoot = _mount.Root, PinConflict = conflict });
}
