using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build.Tests;

public sealed class DependencyFileTests
{
    [Fact]
    public void Names_are_split_over_lines() =>
        Assert.Equal(["a.bpf.c", "b.h", "/usr/c.h"], DependencyFile.Parse("/obj/a.bpf.o: a.bpf.c b.h \\\n  /usr/c.h\n"));

    [Fact]
    public void Escaped_characters_belong_to_the_name() =>
        Assert.Equal(["my file.h", "a#b$c.h", "木.h"], DependencyFile.Parse("o: my\\ file.h a\\#b$$c.h 木.h\n"));

    [Fact]
    public void Missing_file_names_nothing() => Assert.Empty(DependencyFile.Read("/nowhere/x.d"));
}
