namespace Sonde.ObjectFiles.Tests;

public sealed class DwarfTests
{
    private const string Program = """
        enum level { LOW, HIGH };
        struct pair { int a, b; };

        int global;
        static volatile struct pair kept = { 1 };

        extern int elsewhere;

        #line 40 "folder/other.h"
        unsigned long long later;

        __attribute__((section("socket"), used))
        int probe(void *context)
        {
        	static volatile int calls;
        	enum level level = HIGH;
        	int local = 7;
        	volatile int *place = &local;

        	calls++;
        	return elsewhere + global + kept.b + level + *place;
        }
        """;

    [Theory]
    [InlineData("-gdwarf-2")]
    [InlineData("-gdwarf-4")]
    [InlineData("-gdwarf-5")]
    public void Functions_variables_and_enumerations_have_the_place_of_their_declaration(string version)
    {
        IReadOnlyList<DwarfDeclaration> declarations = Read(version);

        Assert.Equal(
            [
                (DwarfTag.Enumeration, "level", null, "program.c", 1, true),
                (DwarfTag.Function, "probe", null, "folder/other.h", 43, true),
                (DwarfTag.Variable, "calls", "probe", "folder/other.h", 45, true),
                (DwarfTag.Variable, "elsewhere", null, "program.c", 7, false),
                (DwarfTag.Variable, "global", null, "program.c", 4, true),
                (DwarfTag.Variable, "kept", null, "program.c", 5, true),
                (DwarfTag.Variable, "later", null, "folder/other.h", 40, true),
            ],
            declarations
                .Select(d => (d.Tag, d.Name, d.Function, Path.IsPathRooted(d.File) ? "program.c" : d.File, d.Line, d.IsDefinition))
                .OrderBy(d => (d.Tag, d.Name)));
    }

    [Fact]
    public void The_line_of_a_declaration_holds_its_name()
    {
        ElfFile elf = ElfFile.Parse(Clang.Compile("rich"));
        Assert.True(DwarfInfo.TryOpen(elf, out DwarfInfo? info));
        string[] source = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Programs/rich.bpf.c"));

        DwarfDeclaration[] own = [.. info.ReadDeclarations().Where(d => d.File.EndsWith("/rich.bpf.c", StringComparison.Ordinal))];
        Assert.True(own.Length > 5);
        Assert.All(own, d => Assert.Contains(d.Name, source[d.Line - 1], StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_without_debugging_information_has_none()
    {
        Assert.False(DwarfInfo.TryOpen(ElfFile.Parse(Clang.Compile("rich", "-target bpf")), out DwarfInfo? info));
        Assert.Null(info);
    }

    private static IReadOnlyList<DwarfDeclaration> Read(string version)
    {
        ElfFile elf = ElfFile.Parse(Clang.CompileText(Program, version));
        Assert.True(DwarfInfo.TryOpen(elf, out DwarfInfo? info));
        return info.ReadDeclarations();
    }
}
