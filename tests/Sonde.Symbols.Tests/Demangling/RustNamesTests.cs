using System.Diagnostics;
using System.Text;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Demangling;

public sealed class RustNamesTests
{
    private static readonly DemangleOptions WithHash = new() { WithRustHash = true };

    [Theory]
    [InlineData("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE", "core::fmt::Write::write_fmt", "core::fmt::Write::write_fmt::h0123456789abcdef")]
    [InlineData(
        "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
        "<Test + 'static as foo::Bar<Test>>::bar",
        "<Test + 'static as foo::Bar<Test>>::bar::h930b740aa94f1d3a")]
    [InlineData("_ZN4test1a2bc17h930b740aa94f1d3aE.llvm.9D1C9369", "test::a::bc", "test::a::bc::h930b740aa94f1d3a")]
    [InlineData("_ZN4test1a2bc17h930b740aa94f1d3aE.cold.1", "test::a::bc.cold.1", "test::a::bc::h930b740aa94f1d3a.cold.1")]
    [InlineData("_ZN3foo22a$LT$b$C$c$GT$$RF$$BP$17h930b740aa94f1d3aE", "foo::a<b,c>&*", "foo::a<b,c>&*::h930b740aa94f1d3a")]
    public void Older_names_are_read_with_and_without_their_hash(string mangled, string expected, string withHash)
    {
        Assert.True(Demangler.TryDemangle(mangled, DemangleOptions.Default, out string? demangled, out MangledLanguage language));
        Assert.Equal((expected, MangledLanguage.RustLegacy), (demangled, language));
        Assert.True(Demangler.TryDemangle(mangled, WithHash, out demangled, out _));
        Assert.Equal(withHash, demangled);
    }

    [Theory]
    [InlineData("_ZN3foo3barE")]
    [InlineData("_ZN3foo17h0000000000000000E")]
    public void A_name_of_cpp_is_not_taken_for_one_of_rust(string mangled)
    {
        Assert.True(Demangler.TryDemangle(mangled, DemangleOptions.Default, out _, out MangledLanguage language));
        Assert.Equal(MangledLanguage.Cpp, language);
    }

    [Theory]
    [InlineData("_RNvC6_123foo3bar", "123foo::bar")]
    [InlineData("_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y", "utf8_idents::საჭმელად_გემრიელი_სადილი")]
    [InlineData("_RNvC1au30Proprostnemluvesky_uyb24dma41a", "a::Pročprostěnemluvíčesky")]
    [InlineData("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc::spawn::{closure#0}::{closure#0}")]
    [InlineData("_RNvMC0INtC8arrayvec8ArrayVechKj7b_E3new", "<arrayvec::ArrayVec<u8, 123>>::new")]
    [InlineData("_RMCs4fqI2P2rA04_13const_genericINtB0_6SignedKanb_E", "<const_generic::Signed<-11>>")]
    [InlineData("_RMCs4fqI2P2rA04_13const_genericINtB0_4BoolKb1_E", "<const_generic::Bool<true>>")]
    [InlineData("_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKca_E", "<const_generic::Char<'\\n'>>")]
    [InlineData("_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKc2202_E", "<const_generic::Char<'∂'>>")]
    [InlineData(
        "_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
        "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>")]
    [InlineData("_RINvC1a1fFG0_RL1_hRL0_tEuE", "a::f::<for<'a, 'b> fn(&'a u8, &'b u16)>")]
    [InlineData("_RINvC1a1fFUKCtiElE", "a::f::<unsafe extern \"C\" fn(u16, isize) -> i32>")]
    [InlineData("_RINvC1a1fFK8sysv64_wEuE", "a::f::<extern \"sysv64-w\" fn()>")]
    [InlineData("_RINvC1a1fTlEPhOhShAhj3_E", "a::f::<(i32,), *const u8, *mut u8, [u8], [u8; 3]>")]
    [InlineData("_RINvC1a1fKRe616263_E", "a::f::<{\"abc\"}>")]
    [InlineData("_RINvC1a1fKVNtC1a1SS1xh1_EE", "a::f::<{a::S { x: 1 }}>")]
    [InlineData("_RINvC1a1fKVNvC1a1TTh1_b1_EE", "a::f::<{a::T(1, true)}>")]
    [InlineData("_RINvC1a1fKTh1_EKAh1_h2_EE", "a::f::<{(1,)}, {[1, 2]}>")]
    [InlineData("_RNSC1a6vtable", "a::{shim:vtable#0}")]
    [InlineData("_RNvXs_C1aNtC1a1SNtC1b1T1f", "<a::S as b::T>::f")]
    [InlineData("_RNvYhNtC1b1T1f", "<u8 as b::T>::f")]
    [InlineData("_RNvC1a1f.llvm.123ABC", "a::f")]
    [InlineData("_RNvC1a1f.cold", "a::f.cold")]
    public void Newer_names_are_read(string mangled, string expected)
    {
        Assert.True(Demangler.TryDemangle(mangled, DemangleOptions.Default, out string? demangled, out MangledLanguage language));
        Assert.Equal((expected, MangledLanguage.RustV0), (demangled, language));
    }

    [Theory]
    [InlineData("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc[4d6468d6c9fd4bb3]::spawn::{closure#0}::{closure#0}")]
    [InlineData("_RNvMC0INtC8arrayvec8ArrayVechKj7b_E3new", "<arrayvec::ArrayVec<u8, 123usize>>::new")]
    public void Crates_of_newer_names_have_their_hash_on_request(string mangled, string expected)
    {
        Assert.True(Demangler.TryDemangle(mangled, WithHash, out string? demangled, out _));
        Assert.Equal(expected, demangled);
    }

    [Theory]
    [InlineData("_R")]
    [InlineData("_R0NvC1a1f")]
    [InlineData("_RNvC1a")]
    [InlineData("_RNvC9a1f")]
    [InlineData("_RNvB_1f")]
    [InlineData("_RNvB5_1f")]
    [InlineData("_RINvC1a1fKhAB_E")]
    [InlineData("_RINvC1a1fRL0_hE")]
    public void What_is_no_mangled_name_is_refused(string name) =>
        Assert.False(Demangler.TryDemangle(name, DemangleOptions.Default, out _, out _));

    [Fact]
    public void Names_of_many_programs_are_as_cxxfilt_prints_them()
    {
        string[] names = Encoding.UTF8.GetString(Fixtures.Read("demangle/rust_symbols.txt.xz")).TrimEnd('\n').Split('\n');
        Assert.All(names, name => Assert.True(Demangler.TryDemangle(name, out _), name));
        string[] expected = RunCxxFilt(names);
        // Its numbers have their type behind a colon.
        string[] ours = [.. names.Select(name => Demangler.TryDemangle(name, WithHash, out string? text, out _) ? text : name)];
        string[] different = [.. ours.Where((text, i) => text != WithoutColons(expected[i]))];
        Assert.Equal(1124, names.Length);
        Assert.Empty(different);
    }

    private static string WithoutColons(string text) => System.Text.RegularExpressions.Regex.Replace(text, "(?<=[<, ]-?[0-9a-fx]+): (?=[iu](8|16|32|64|128|size))", "")
        .Replace("true: bool", "true", StringComparison.Ordinal).Replace("false: bool", "false", StringComparison.Ordinal).Replace("': char", "'", StringComparison.Ordinal);

    private static string[] RunCxxFilt(string[] names)
    {
        Process filter;
        try
        {
            filter = Process.Start(new ProcessStartInfo("c++filt") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no c++filt of binutils");
            throw;
        }

        using (filter)
        {
            Task<string> output = filter.StandardOutput.ReadToEndAsync();
            foreach (string name in names)
                filter.StandardInput.WriteLine(name);
            filter.StandardInput.Close();
            string[] lines = output.GetAwaiter().GetResult().TrimEnd('\n').Split('\n');
            filter.WaitForExit();
            return lines;
        }
    }
}
