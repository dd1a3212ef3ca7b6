namespace Sonde.ObjectFiles.Tests;

/// <summary>Objects of other compilers, which eng/compilers.sh lays into a folder.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Objects_of_every_compiler_tell_the_same()
    {
        List<(string Name, string Summary)> objects = [.. Programs.Select(name => (name, Summary(Clang.Compile(name))))];
        if (Environment.GetEnvironmentVariable("SONDE_CORPUS") is { } folder)
        {
            string[] files = Directory.GetFiles(folder, "*.bpf.o", SearchOption.AllDirectories);
            Assert.True(files.Length >= Programs.Length, $"{folder} holds {files.Length} objects");
            objects.AddRange(files.Select(file => (Path.GetFileName(file).Replace(".bpf.o", "", StringComparison.Ordinal), Summary(File.ReadAllBytes(file)))));
        }

        Assert.All(objects.GroupBy(o => o.Name), same => Assert.Single(same.Select(o => o.Summary).Distinct()));
    }

    private static string[] Programs =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Programs"), "*.bpf.c")
            .Select(file => Path.GetFileName(file).Replace(".bpf.c", "", StringComparison.Ordinal))];

    private static string Summary(byte[] image)
    {
        BpfObjectFile file = BpfObjectFile.Parse(image);
        Assert.True(ModelWalk.Walk(file) > 0);
        IEnumerable<string> maps = file.Maps.Select(m => $"{m.Name} {m.Type} {m.KeySize} {m.ValueSize} {m.MaxEntries} {m.Flags}");
        IEnumerable<string> variables = file.DataSections.SelectMany(s => s.Variables, (s, v) => $"{s.Name} {v.Name} {v.Size} {v.Linkage}");
        return string.Join('\n', file.Programs.Select(p => p.ToString()).Concat(maps.Order(StringComparer.Ordinal)).Concat(variables.Order(StringComparer.Ordinal)));
    }
}
